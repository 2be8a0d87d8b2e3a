using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>What holds when nothing is left to happen: of messages here, of dossiers in <see cref="DossierInvariants"/>.</summary>
internal static class Invariants
{
    /// <summary>Everything is at rest, and what cannot be handled is listed, with what waits behind it.</summary>
    public static void Messaging(Schedule schedule)
    {
        foreach (var service in schedule.Services)
        {
            var (name, tables) = (service.Name, service.Tables);
            Hold("nobody waits for a lock", service.Database.Waiting == 0, name);
            Hold("the outbox is empty", tables.Outbox.Committed.Count == 0, name);
            Listed(service);
            foreach (var (key, held) in tables.Held.Committed)
                Hold(
                    "what is held waits behind an error",
                    tables.Error.Committed.Values.Any(error =>
                        error.Message.Aggregate == key.Aggregate
                        && error.Message.Sequence <= key.Sequence
                    ),
                    $"{name}: {held.Message.Event.GetType().Name} {key}"
                );
        }
        Hold("no message is left in the broker", schedule.Broker.Waiting == 0);
    }

    // What only the newest of is wanted need not be listed once a newer one was taken: while it was tried again, by another instance.
    private static void Listed(Service service)
    {
        var applied =
            service.Poisoned.Count == 0
                ? []
                : service
                    .Effects.Committed.Values.Select(e => (e.Handler, e.Message.Id))
                    .ToHashSet();
        var stuck = service
            .Poisoned.Where(poison => !service.Cured && !applied.Contains(poison.Key))
            .Select(poison => poison.Value)
            .ToList();
        var listed = service.Tables.Error.Committed.Keys.Select(key => key.MessageId).ToHashSet();
        Hold(
            "the list of errors is exactly what is poisoned",
            listed.IsSubsetOf(stuck.Select(poison => poison.Message.Id))
                && listed.IsSupersetOf(
                    stuck
                        .Where(poison => !poison.Cured && !PassedOver(poison))
                        .Select(poison => poison.Message.Id)
                ),
            $"{service.Name}: poisoned {string.Join(' ', stuck.Select(poison => poison.Message.Id))}, listed {string.Join(' ', listed)}"
        );

        bool PassedOver(Poison poison) =>
            poison.Handler.Ordering == Ordering.Latest
            && service.Tables.Latest.Committed.TryGetValue(
                (poison.Message.Producer, poison.Message.Aggregate, poison.Handler.Name),
                out var newest
            )
            && newest.Sequence > poison.Message.Sequence;
    }

    /// <summary>Everything that the README of services/Messaging promises, and the law of dossiers.</summary>
    public static void All(Schedule schedule)
    {
        Messaging(schedule);
        foreach (var service in schedule.Services)
        {
            Said(service);
            Clocks(service);
            foreach (var producer in schedule.Services)
                if (Subscriptions.For(service.Name).Contains(producer.Name))
                    Heard(service, producer);
        }
        Acknowledged(schedule);
        DossierInvariants.All(schedule);
        // Last: as a rule the producer is asked for what was lost, and at the end nothing is missing.
        Hold(
            "acknowledged is what is committed",
            schedule.Broker.AcknowledgedTooEarly.Count == 0,
            string.Join(", ", schedule.Broker.AcknowledgedTooEarly)
        );
    }

    // Each event was noted once, and positions are dense.
    private static void Said(Service service)
    {
        var tables = service.Tables;
        Hold(
            "each event is published once",
            tables.Published.Committed.Values.Select(row => row.EventId).ToHashSet().Count
                == tables.Published.Committed.Count
                && tables.Published.Committed.Count == tables.EventLog.Committed.Count,
            service.Name
        );
        Hold(
            "positions are dense",
            tables
                .Published.Committed.Keys.Order()
                .Select((position, i) => position == i + 1)
                .All(ok => ok),
            service.Name
        );
        foreach (var life in tables.EventLog.Committed.Values.GroupBy(e => e.Aggregate))
            Hold(
                "sequences are dense",
                life.Select(e => e.Sequence).Order().Select((s, i) => s == i + 1).All(ok => ok),
                $"{service.Name} {life.Key}: {string.Join(',', life.Select(e => e.Sequence).Order())}"
            );
    }

    // One effect for each event and subscriber, in order where order was asked for.
    private static void Heard(Service service, Service producer)
    {
        var queue = OutboxStatements.QueueOf(service.Name, producer.Name);
        var said = producer.Tables.EventLog.Committed;
        var effects = service
            .Effects.Committed.Where(e => e.Value.Message.Producer == producer.Name)
            .OrderBy(e => e.Key)
            .Select(e => e.Value)
            .ToList();
        foreach (var effect in effects)
            Hold(
                "no effect without its event",
                said.ContainsKey(effect.Message.Id),
                $"{service.Name} {effect.Handler}"
            );
        var times = effects
            .GroupBy(e => (e.Handler, e.Message.Id))
            .ToDictionary(group => group.Key, group => group.Count());
        foreach (var (id, message) in said)
        foreach (var handler in service.HandlersOf(message.Event.GetType()))
        {
            var count = times.GetValueOrDefault((handler.Name, id));
            Hold(
                "one effect for each event and subscriber",
                count == 1 || (count == 0 && handler.Ordering == Ordering.Latest),
                $"{service.Name} {handler.Name} {message.Event.GetType().Name} {message.Sequence}: {count}"
            );
        }
        // The order that the declaration asked for, whatever a twin has made of it.
        foreach (
            var life in effects
                .Where(e => !e.Handler.StartsWith("Count-", StringComparison.Ordinal))
                .GroupBy(e => e.Message.Aggregate)
        )
        {
            var sequences = life.Select(e => e.Message.Sequence).ToList();
            Hold(
                "effects come in the order of lives",
                sequences.SequenceEqual(sequences.Order()),
                $"{service.Name} {life.Key}: {string.Join(',', sequences)}"
            );
        }
        foreach (var life in said.Values.GroupBy(e => e.Aggregate))
            Hold(
                "the cursor is at the end of each life",
                service.Tables.Cursor.Committed.TryGetValue((producer.Name, life.Key), out var at)
                    && at.Sequence == life.Max(e => e.Sequence),
                $"{queue} {life.Key}"
            );
        Hold(
            "the inbox knows each message once and none is late",
            service.Tables.Inbox.Committed.Count(row => row.Key.Queue == queue && !row.Value.Late)
                == said.Count,
            queue
        );
    }

    private static void Clocks(Service service)
    {
        Hold(
            "every order to send again is carried out",
            service.Tables.Republish.Committed.Values.All(order => order.DoneAt is not null),
            service.Name
        );
        Hold(
            "no answer is kept for ever",
            service.Tables.Answer.Committed.Count == 0,
            service.Name
        );
        foreach (var row in service.Tables.Deadline.Committed.Values)
            Hold("no deadline is left behind", false, $"{service.Name} {row}");
        foreach (var row in service.Tables.Expectation.Committed.Values)
            Hold(
                "every expectation is met, if late",
                row.MetAt is not null && row.MissedAt is not null,
                $"{service.Name} {row}"
            );
    }

    private static void Acknowledged(Schedule schedule)
    {
        foreach (var (service, key, answer) in schedule.Caller.Ledger)
            Hold(
                "what was acknowledged is there",
                schedule.Caller.Remembers(service, key, answer),
                $"{service.Name} answered {answer.Value}"
            );
    }

    public static void Hold(string invariant, bool holds, string detail = "")
    {
        if (!holds)
            throw new BrokenException(invariant, detail);
    }
}

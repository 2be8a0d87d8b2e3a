using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>OutboxRelay and BrokerChores: one of a database at a time, as a rule; two at once for a moment must do no harm.</summary>
internal sealed class Relay(Replica replica)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);
    private long _lastId;

    private Service Service => replica.Service;

    private World World => replica.World;

    public async Task RunAsync()
    {
        // A lock goes with its session; for a moment the old holder may not know that it has lost it. Who is refused asks again when the
        // lock is left; the real one asks each second, which through a stall of hours is ten thousand steps in which nothing happens.
        if (Service.RelayHolder is not null && !World.Strikes(0.05))
            return;
        Service.RelayHolder = replica;
        Action fall = () => Leave();
        replica.AtCrash(fall);
        try
        {
            while (await RelayAsync() == OutboxStatements.Batch) { }
            while (await RepublishAsync()) { }
        }
        finally
        {
            replica.Returned(fall);
            Leave();
        }
    }

    /// <summary>BrokerChores.AskAsync: the producer is asked for what is missing; the question goes into its queue.</summary>
    public async Task AskAsync()
    {
        foreach (
            var gap in Service.Outbox.FindGaps(
                World.Now - Replica.AskAfter,
                World.Now - Replica.AskAgainAfter
            )
        )
        {
            await replica.Ask("asks for a gap");
            Service.Ask(gap.Producer, gap.Aggregate);
            await replica.StatementAsync(
                "notes the question",
                tx => Service.Outbox.Asked(tx, gap, World.Now, AnswerWithin),
                ("cursor", gap.Producer, gap.Aggregate)
            );
        }
    }

    /// <summary>OutboxRelay.RelayAsync.</summary>
    public async Task<int> RelayAsync(Func<bool>? dies = null)
    {
        await replica.Ask("reads the outbox");
        var after = Service.Twin == Twin.RelayRemembersLastId ? _lastId : 0;
        var batch = Service.Outbox.Read(after);
        if (batch.Count == 0)
            return 0;
        foreach (var (_, message) in batch)
        {
            await replica.Ask("publishes");
            Service.Broker.Publish(message);
        }
        await replica.Ask("hears the confirms");
        if (dies?.Invoke() == true)
            return 0;
        await replica.StatementAsync(
            "notes what is confirmed",
            tx => Service.Outbox.Note(tx, batch.Select(row => row.Id))
        );
        _lastId = batch[^1].Id;
        return batch.Count;
    }

    /// <summary>Republisher.RunNextAsync.</summary>
    public async Task<bool> RepublishAsync()
    {
        if (Service.Outbox.NextOrder() is not var (id, order))
            return false;
        foreach (var message in Service.Outbox.ReadAgain(order))
        {
            await replica.Ask("publishes again");
            Service.Broker.Publish(message, order.Queue);
        }
        await replica.StatementAsync(
            "has published again",
            tx => Service.Outbox.OrderDone(tx, id, World.Now)
        );
        return true;
    }

    private void Leave()
    {
        if (Service.RelayHolder == replica)
            Service.RelayHolder = null;
        Service.Plan(Chore.Relay);
    }
}

using HoanKiem.Contracts;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>What the SQL of Outbox.cs, OutboxRelay.cs, Republisher.cs and Gap.cs does, said again over tables in memory.</summary>
internal sealed class OutboxStatements(Tables tables)
{
    public const int Batch = 500;
    public const string GapClosed = "gap-closed";

    /// <summary>Outbox.Publish at SaveChanges: the event and its id, which counts up here and is seen at the commit.</summary>
    public void Publish(Transaction tx, Message message)
    {
        tables.EventLog.Put(tx, message.Id, message);
        tables.Outbox.Put(tx, tables.Outbox.NextId(), new OutboxId(message.Id));
    }

    /// <summary>OutboxRelay.ReadAsync: what is committed and not noted, in the order of ids.</summary>
    public IReadOnlyList<(long Id, Message Message)> Read(long after = 0) =>
        [
            .. tables
                .Outbox.Committed.Where(row => row.Key > after)
                .OrderBy(row => row.Key)
                .Take(Batch)
                .Select(row => (row.Key, tables.EventLog.Committed[row.Value.EventId])),
        ];

    /// <summary>The note of OutboxRelay.RelayAsync: what is still in the outbox leaves it and gets the next positions.</summary>
    public int Note(Transaction tx, IEnumerable<long> ids)
    {
        var position = tables.Published.Committed.Count;
        var noted = 0;
        foreach (var id in ids.Order())
            if (tables.Outbox.Find(tx, id) is { } row)
            {
                tables.Outbox.Delete(tx, id);
                tables.Published.Put(tx, ++position, row);
                noted++;
            }
        return noted;
    }

    /// <summary>Gap.FindAsync: the first held event of each aggregate, where it has waited too long and no error is before it.</summary>
    public IReadOnlyList<(string Producer, string Aggregate, long Sequence)> FindGaps(
        DateTimeOffset heldBefore,
        DateTimeOffset askedBefore
    ) =>
        [
            .. OpenGaps()
                .Where(row =>
                    row.Value.HeldAt < heldBefore
                    && (row.Value.AskedAt is not { } asked || asked < askedBefore)
                )
                .Select(row => row.Key)
                .Take(100),
        ];

    /// <summary>Gaps that are or will be asked for.</summary>
    public IEnumerable<
        KeyValuePair<(string Producer, string Aggregate, long Sequence), HeldRow>
    > OpenGaps() =>
        tables
            .Held.Committed.GroupBy(row => (row.Key.Producer, row.Key.Aggregate))
            .Select(aggregate => aggregate.MinBy(row => row.Key.Sequence))
            .Where(first =>
                first.Value.FailedAt is null
                && !tables.Error.Committed.Values.Any(error =>
                    error.Message.Aggregate == first.Key.Aggregate
                    && error.Message.Sequence < first.Key.Sequence
                )
            );

    /// <summary>Gap.AskedAsync.</summary>
    public void Asked(
        Transaction tx,
        (string Producer, string Aggregate, long Sequence) gap,
        DateTimeOffset now,
        TimeSpan within
    )
    {
        if (tables.Held.Find(tx, gap) is not { } held)
            return;
        tables.Held.Put(tx, gap, held with { AskedAt = now });
        var key = KeyOf(gap);
        if (
            !tables
                .Expectation.Rows(tx)
                .Any(row =>
                    row.Value.Kind == GapClosed && row.Value.Key == key && row.Value.MetAt is null
                )
        )
            tables.Expectation.Put(
                tx,
                tables.Expectation.NextId(),
                new ExpectationRow(GapClosed, key, now + within)
            );
    }

    public static string KeyOf((string Producer, string Aggregate, long Sequence) gap) =>
        $"{gap.Producer}:{gap.Aggregate}:{gap.Sequence}";

    /// <summary>Republisher.OrderAsync.</summary>
    public void Order(Transaction tx, string? aggregate, string? queue, DateTimeOffset now) =>
        tables.Republish.Put(
            tx,
            tables.Republish.NextId(),
            new RepublishRow(aggregate, queue, now)
        );

    /// <summary>Republisher.NextAsync.</summary>
    public (long Id, RepublishRow Order)? NextOrder()
    {
        var open = tables
            .Republish.Committed.Where(row => row.Value.DoneAt is null)
            .OrderBy(row => row.Value.AskedAt)
            .ThenBy(row => row.Key)
            .FirstOrDefault();
        return open.Value is null ? null : (open.Key, open.Value);
    }

    /// <summary>Republisher.ReadAsync, all pages: of an aggregate what was said, of all what is published.</summary>
    public IReadOnlyList<Message> ReadAgain(RepublishRow order)
    {
        var said = order.Aggregate is null
            ? tables
                .Published.Committed.OrderBy(row => row.Key)
                .Select(row => tables.EventLog.Committed[row.Value.EventId])
            : tables
                .EventLog.Committed.Values.Where(e => e.Aggregate == order.Aggregate)
                .OrderBy(e => e.Sequence);
        return [.. said.Select(e => e with { Republished = true })];
    }

    /// <summary>The end of Republisher.RunNextAsync.</summary>
    public void OrderDone(Transaction tx, long id, DateTimeOffset now) =>
        tables.Republish.Put(tx, id, tables.Republish.Find(tx, id)! with { DoneAt = now });

    /// <summary>The queue of a subscriber.</summary>
    public static string QueueOf(string consumer, string producer) =>
        Subscriptions.Queue(consumer, producer);
}

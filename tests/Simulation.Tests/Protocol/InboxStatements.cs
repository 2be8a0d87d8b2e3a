using HoanKiem.Messaging;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>
/// What the SQL of Turn.cs, HeldEvents.cs, ErrorStore.cs and RedriveErrors.cs does, said again over tables in memory: one method for each
/// statement, under its name. DifferentialTests play the same sequences against both. The caller holds the locks that the statements take.
/// </summary>
internal sealed class InboxStatements(Tables tables, Twin twin)
{
    /// <summary>Under what the inbox knows a message.</summary>
    public (Guid, string) KeyOf(Message message, string queue) =>
        (
            twin == Twin.InboxKeyedByTime
                ? new Guid(
                    (int)(message.OccurredAt.UtcTicks >> 32),
                    (short)(message.OccurredAt.UtcTicks >> 16),
                    (short)message.OccurredAt.UtcTicks,
                    new byte[8]
                )
                : message.Id,
            queue
        );

    /// <summary>Whether a message is in the inbox, or listed as an error.</summary>
    public bool IsCommitted(Message message, string queue) =>
        tables.Inbox.Committed.ContainsKey(KeyOf(message, queue))
        || tables.Error.Committed.ContainsKey((message.Id, queue));

    /// <summary>Turn.TakeSql and Turn.WaitsSql.</summary>
    public Taken Take(Transaction tx, Message message, string queue, DateTimeOffset now)
    {
        var (producer, aggregate, sequence) = (
            message.Producer,
            message.Aggregate,
            message.Sequence
        );
        if (Knows(tx, message, queue))
            return new(DeliveryOutcome.Duplicate, false);
        tables.Inbox.Put(tx, KeyOf(message, queue), new InboxRow(false));

        var cursor = tables.Cursor.Find(tx, (producer, aggregate));
        var at = cursor?.Sequence ?? 0;
        if (at == sequence - 1)
            cursor = new CursorRow(sequence, message.Id);
        cursor ??= new CursorRow(0, null);
        tables.Cursor.Put(tx, (producer, aggregate), cursor);

        if (cursor.Sequence < sequence)
        {
            if (tables.Held.Find(tx, (producer, aggregate, sequence)) is null)
                tables.Held.Put(
                    tx,
                    (producer, aggregate, sequence),
                    new HeldRow(message, HasBody: false, now)
                );
            return new(DeliveryOutcome.Held, false);
        }
        if (cursor.MessageId != message.Id || cursor.Sequence != sequence)
            return new(DeliveryOutcome.Late, false);
        var successor = tables.Held.Find(tx, (producer, aggregate, sequence + 1));
        return new(DeliveryOutcome.Applied, successor is { FailedAt: null });
    }

    /// <summary>Whether it was handled before.</summary>
    public bool Knows(Transaction tx, Message message, string queue) =>
        tables.Inbox.Find(tx, KeyOf(message, queue)) is not null;

    /// <summary>Turn.KeepBodyAsync.</summary>
    public void KeepBody(Transaction tx, Message message)
    {
        var key = (message.Producer, message.Aggregate, message.Sequence);
        if (tables.Held.Find(tx, key) is { } held && held.Message.Id == message.Id)
            tables.Held.Put(tx, key, held with { HasBody = true });
    }

    /// <summary>Turn.MarkLateAsync.</summary>
    public void MarkLate(Transaction tx, Message message, string queue) =>
        tables.Inbox.Put(tx, KeyOf(message, queue), new InboxRow(true));

    /// <summary>Turn.IsNewestAsync.</summary>
    public bool IsNewest(Transaction tx, Message message, string handler)
    {
        var key = (message.Producer, message.Aggregate, handler);
        if (tables.Latest.Find(tx, key) is { } known && known.Sequence >= message.Sequence)
            return false;
        tables.Latest.Put(tx, key, new LatestRow(message.Sequence));
        return true;
    }

    /// <summary>HeldEvents.NextSql: the event whose turn it is; the cursor moves.</summary>
    public HeldRow? TakeNext(Transaction tx, string producer, string aggregate)
    {
        if (
            tables.Cursor.Find(tx, (producer, aggregate)) is not { } cursor
            || tables.Held.Find(tx, (producer, aggregate, cursor.Sequence + 1))
                is not { FailedAt: null } next
        )
            return null;
        tables.Held.Delete(tx, (producer, aggregate, cursor.Sequence + 1));
        tables.Cursor.Put(
            tx,
            (producer, aggregate),
            new CursorRow(cursor.Sequence + 1, next.Message.Id)
        );
        return next;
    }

    /// <summary>ErrorStore.AddAsync.</summary>
    public void AddError(Transaction tx, Message message, string queue) =>
        tables.Error.Put(
            tx,
            (message.Id, queue),
            new ErrorRow(message, (tables.Error.Find(tx, (message.Id, queue))?.Attempts ?? 0) + 1)
        );

    /// <summary>ErrorStore.SetAsideHeldAsync.</summary>
    public void SetAsideHeld(
        Transaction tx,
        string queue,
        string producer,
        string aggregate,
        long sequence,
        DateTimeOffset now
    )
    {
        var key = (producer, aggregate, sequence);
        if (
            tables.Cursor.Find(tx, (producer, aggregate))?.Sequence != sequence - 1
            || tables.Held.Find(tx, key) is not { } held
        )
            return;
        tables.Held.Put(tx, key, held with { FailedAt = now });
        AddError(tx, held.Message, queue);
    }

    /// <summary>ErrorStore.StrikeHandledAsync.</summary>
    public void StrikeHandled(Transaction tx)
    {
        foreach (var key in HandledErrors(tx).ToList())
            tables.Error.Delete(tx, key);
    }

    /// <summary>Listed, and handled since.</summary>
    public IEnumerable<(Guid MessageId, string Queue)> HandledErrors(Transaction tx) =>
        tables
            .Error.Rows(tx)
            .Where(row =>
                twin != Twin.HandledErrorsStayListed
                && tables.Inbox.Find(tx, KeyOf(row.Value.Message, row.Key.Queue)) is not null
                && Failed(tx, row.Key.MessageId).Count == 0
            )
            .Select(row => row.Key);

    /// <summary>RedriveErrors: a failed held event may be taken again; false when it is not held.</summary>
    public bool UnsetFailed(Transaction tx, Guid messageId)
    {
        var failed = Failed(tx, messageId);
        foreach (var (key, held) in failed)
            tables.Held.Put(tx, key, held with { FailedAt = null });
        return failed.Count > 0;
    }

    /// <summary>RedriveErrors: no longer listed, unless it failed again among the held ones.</summary>
    public bool RemoveError(Transaction tx, Guid messageId, string queue)
    {
        if (tables.Error.Find(tx, (messageId, queue)) is null || Failed(tx, messageId).Count > 0)
            return false;
        tables.Error.Delete(tx, (messageId, queue));
        return true;
    }

    private List<KeyValuePair<(string, string, long), HeldRow>> Failed(
        Transaction tx,
        Guid messageId
    ) =>
        [
            .. tables
                .Held.Rows(tx)
                .Where(row => row.Value.Message.Id == messageId && row.Value.FailedAt is not null),
        ];
}

/// <summary>The protocol with one mistake in it, which the invariants have to notice.</summary>
internal enum Twin
{
    /// <summary>No mistake.</summary>
    None,

    /// <summary>The caller is told that it is done before the commit.</summary>
    AnswerBeforeCommit,

    /// <summary>A message is acknowledged to the broker before its effect is committed.</summary>
    AcknowledgeBeforeCommit,

    /// <summary>The relay asks for what is newer than the last id it saw; ids commit out of order.</summary>
    RelayRemembersLastId,

    /// <summary>The inbox knows messages by their moment.</summary>
    InboxKeyedByTime,

    /// <summary>Events are applied as they come.</summary>
    HandlersIgnoreOrder,

    /// <summary>Of events whose shared commit failed only the first is taken again, and all are acknowledged.</summary>
    OneOfThoseTogetherIsRetaken,

    /// <summary>Events that share a commit are acknowledged when all are handled, before the commit.</summary>
    DoneTogetherBeforeCommit,

    /// <summary>What rests is acknowledged when it comes.</summary>
    AcknowledgeWhatRests,

    /// <summary>What was handled since stays on the list of errors, as long as nobody drives it again.</summary>
    HandledErrorsStayListed,

    /// <summary>Two facts that the crossing table keeps apart are applied.</summary>
    CrossingLeftOut,
}

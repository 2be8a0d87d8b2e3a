using HoanKiem.Messaging;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>An event on its way: what the envelope carries.</summary>
internal sealed record Message(Guid Id, object Event, bool Republished = false)
{
    private readonly EventShape _shape = EventShape.Of(Event.GetType());

    public string Producer => _shape.Producer;
    public string Type => _shape.Name;
    public string Aggregate { get; } = EventShape.Of(Event.GetType()).AggregateId(Event);
    public long Sequence { get; } = EventShape.Of(Event.GetType()).Sequence(Event);
    public DateTimeOffset OccurredAt => _shape.OccurredAt(Event);

    /// <summary>Waiting.Matter.</summary>
    public string Matter => _shape.DossierId(Event)?.ToString() ?? Aggregate;
}

internal sealed record OutboxId(Guid EventId);

internal sealed record InboxRow(bool Late);

internal sealed record CursorRow(long Sequence, Guid? MessageId);

internal sealed record LatestRow(long Sequence);

internal sealed record HeldRow(
    Message Message,
    bool HasBody,
    DateTimeOffset HeldAt,
    DateTimeOffset? AskedAt = null,
    DateTimeOffset? FailedAt = null
);

internal sealed record ErrorRow(Message Message, int Attempts);

internal sealed record DeadlineRow(
    string Kind,
    string Key,
    DateTimeOffset? DueAt,
    DateTimeOffset? RetryAt = null,
    int Attempts = 0
);

internal sealed record ExpectationRow(
    string Kind,
    string Key,
    DateTimeOffset DueAt,
    DateTimeOffset? MissedAt = null,
    DateTimeOffset? MetAt = null
);

internal sealed record AnswerRow(string Kind, string Key, DateTimeOffset MetAt);

internal sealed record RepublishRow(
    string? Aggregate,
    string? Queue,
    DateTimeOffset AskedAt,
    DateTimeOffset? DoneAt = null
);

/// <summary>The tables of services/Messaging/Schema.sql, each under its name there.</summary>
internal sealed class Tables
{
    public Table<Guid, Message> EventLog { get; } = new("event_log");
    public Table<long, OutboxId> Outbox { get; } = new("outbox");
    public Table<long, OutboxId> Published { get; } = new("published");
    public Table<(Guid MessageId, string Queue), InboxRow> Inbox { get; } = new("inbox");
    public Table<(string Producer, string Aggregate), CursorRow> Cursor { get; } = new("cursor");
    public Table<(string Producer, string Aggregate, string Handler), LatestRow> Latest { get; } =
        new("latest");
    public Table<(string Producer, string Aggregate, long Sequence), HeldRow> Held { get; } =
        new("held");
    public Table<(Guid MessageId, string Queue), ErrorRow> Error { get; } = new("error");
    public Table<long, DeadlineRow> Deadline { get; } = new("deadline");
    public Table<long, ExpectationRow> Expectation { get; } = new("expectation");
    public Table<long, AnswerRow> Answer { get; } = new("expectation_answer");
    public Table<long, RepublishRow> Republish { get; } = new("republish");
}

using HoanKiem.Contracts.Feedback.V1;

namespace HoanKiem.Messaging.Tests;

/// <summary>The row that a service holds of a petition.</summary>
internal sealed class KeptPetition
{
    public const string Table =
        "create table kept_petition (id uuid primary key, agency text not null, stage text not null, due_at timestamptz)";

    public static readonly string[] Columns = ["agency", "stage", "due_at"];

    public Guid Id { get; init; }
    public required string Agency { get; set; }
    public required string Stage { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>What an event makes of the row.</summary>
    public static KeptPetition? After(KeptPetition? before, object @event)
    {
        if (@event is PetitionReceived received)
            return new()
            {
                Id = received.PetitionId,
                Agency = received.Agency,
                Stage = "received",
                DueAt = received.DueAt,
            };
        if (before is not null && @event is PetitionAccepted accepted)
            (before.Stage, before.DueAt) = ("accepted", accepted.DueAt);
        if (before is not null && @event is PetitionResolved resolved)
            (before.Stage, before.DueAt) = (resolved.Outcome, null);
        return before;
    }
}

/// <summary>Keeps the row, and writes a note for each event: an effect that nobody may see twice.</summary>
internal sealed class KeepPetition(TestDb db)
    : IHandle<PetitionReceived>,
        IHandle<PetitionAccepted>,
        IHandle<PetitionResolved>
{
    public Task Handle(PetitionReceived @event, CancellationToken ct) =>
        Keep(@event.PetitionId, @event.Sequence, @event, ct);

    public Task Handle(PetitionAccepted @event, CancellationToken ct) =>
        Keep(@event.PetitionId, @event.Sequence, @event, ct);

    public Task Handle(PetitionResolved @event, CancellationToken ct) =>
        Keep(@event.PetitionId, @event.Sequence, @event, ct);

    private async Task Keep(Guid id, long sequence, object @event, CancellationToken ct)
    {
        var before = await db.Petitions.FindAsync([id], ct);
        if (KeptPetition.After(before, @event) is { } after && before is null)
            db.Add(after);
        db.Add(
            new Note
            {
                Subject = id.ToString(),
                Sequence = sequence,
                By = "kept",
            }
        );
    }
}

/// <summary>Makes the row again, and no note.</summary>
internal sealed class MendPetition(TestDb db) : IMend
{
    public async Task Mend(string aggregateId, IReadOnlyList<object> events, CancellationToken ct)
    {
        if (await db.Petitions.FindAsync([Guid.Parse(aggregateId)], ct) is { } wrong)
        {
            db.Remove(wrong);
            await db.SaveChangesAsync(ct);
        }
        KeptPetition? right = null;
        foreach (var e in events)
            right = KeptPetition.After(right, e);
        if (right is not null)
            db.Add(right);
    }
}

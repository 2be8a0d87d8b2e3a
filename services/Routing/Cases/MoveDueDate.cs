using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;

namespace HoanKiem.Routing.Cases;

/// <summary>Dossiers → Routing: the due date of the whole moved, by an apology or by a calendar published later.</summary>
internal sealed class MoveDueDate(CaseDesk desk)
    : IHandle<DueDateExtended>,
        IHandle<DueDateRecomputed>
{
    public Task Handle(DueDateExtended extended, CancellationToken ct) =>
        Move(
            extended.DossierId,
            extended.DueAt,
            null,
            nameof(DueDateExtended),
            extended.OccurredAt,
            ct
        );

    public Task Handle(DueDateRecomputed recomputed, CancellationToken ct) =>
        Move(
            recomputed.DossierId,
            recomputed.DueAt,
            recomputed.CalendarVersion,
            nameof(DueDateRecomputed),
            recomputed.OccurredAt,
            ct
        );

    private async Task Move(
        Guid dossierId,
        DateTimeOffset dueAt,
        string? calendar,
        string fact,
        DateTimeOffset at,
        CancellationToken ct
    )
    {
        if (await desk.TakeOfDossier(dossierId, ct) is not { } held)
            return;
        held.MoveDue(
            dueAt,
            calendar,
            fact,
            await desk.Around(calendar ?? held.CalendarVersion, at, ct)
        );
        await desk.Write(held, ct);
    }
}

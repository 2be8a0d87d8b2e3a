using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;

namespace HoanKiem.Routing.Cases;

/// <summary>Dossiers → Routing: the papers are complete or the money is there; the step goes on with a new due date.</summary>
internal sealed class ResumeStepOnAnswer(CaseDesk desk)
    : IHandle<SupplementReceived>,
        IHandle<FeePaid>
{
    public Task Handle(SupplementReceived received, CancellationToken ct) =>
        received.Complete
            ? Resume(
                received.DossierId,
                StepWait.Supplement,
                received.DueAt,
                received.OccurredAt,
                ct
            )
            : Task.CompletedTask;

    public Task Handle(FeePaid paid, CancellationToken ct) =>
        Resume(paid.DossierId, StepWait.Fee(paid.FeeId), paid.DueAt, paid.OccurredAt, ct);

    private async Task Resume(
        Guid dossierId,
        string reason,
        DateTimeOffset? dueAt,
        DateTimeOffset at,
        CancellationToken ct
    )
    {
        if (await desk.TakeOfDossier(dossierId, ct) is not { } held)
            return;
        held.Resume(reason, dueAt, await desk.Around(held.CalendarVersion, at, ct));
        await desk.Write(held, ct);
    }
}

using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;

namespace HoanKiem.Routing.Cases;

/// <summary>Dossiers → Routing: the dossier was withdrawn or stopped, so nobody works on it any more.</summary>
internal sealed class CloseCaseOnEnd(CaseDesk desk, IExpectations expectations)
    : IHandle<DossierWithdrawn>,
        IHandle<ProcessingStopped>
{
    public Task Handle(DossierWithdrawn withdrawn, CancellationToken ct) =>
        Close(withdrawn.DossierId, CasePhase.Withdrawn, withdrawn.OccurredAt, ct);

    public Task Handle(ProcessingStopped stopped, CancellationToken ct) =>
        Close(stopped.DossierId, CasePhase.Stopped, stopped.OccurredAt, ct);

    private async Task Close(
        Guid dossierId,
        CasePhase phase,
        DateTimeOffset at,
        CancellationToken ct
    )
    {
        if (await desk.TakeOfDossier(dossierId, ct) is not { } held)
            return;
        held.Close(phase, await desk.Around(held.CalendarVersion, at, ct));
        // Nobody answers any more for a dossier that has ended.
        expectations.Met(Expected.Route, held.Id.ToString());
        expectations.Met(Expected.Resolution, held.Id.ToString());
        foreach (var step in held.Steps)
        {
            expectations.Met(Expected.Supplement, step.Id.ToString());
            expectations.Met(Expected.Fee, step.Id.ToString());
            expectations.Met(Expected.Acknowledgement, step.Id.ToString());
        }
        await desk.Write(held, ct);
    }
}

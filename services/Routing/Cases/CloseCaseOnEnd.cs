using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Cases;

/// <summary>Dossiers → Routing: the dossier was withdrawn or stopped, so nobody works on it any more; or it was resolved, as expected.</summary>
internal sealed class CloseCaseOnEnd(RoutingDb db, CaseDesk desk, IExpectations expectations)
    : IHandle<DossierWithdrawn>,
        IHandle<ProcessingStopped>,
        IHandle<DossierResolved>
{
    public Task Handle(DossierWithdrawn withdrawn, CancellationToken ct) =>
        Close(withdrawn.DossierId, CasePhase.Withdrawn, withdrawn.OccurredAt, ct);

    public Task Handle(ProcessingStopped stopped, CancellationToken ct) =>
        Close(stopped.DossierId, CasePhase.Stopped, stopped.OccurredAt, ct);

    public async Task Handle(DossierResolved resolved, CancellationToken ct)
    {
        var id = await db
            .Cases.Where(c => c.DossierId == resolved.DossierId)
            .Select(c => (Guid?)c.Id)
            .SingleOrDefaultAsync(ct);
        if (id is not null)
            expectations.Met(Expected.Resolution, id.Value.ToString());
    }

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

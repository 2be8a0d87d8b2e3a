using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Cases;

/// <summary>Dossiers → Routing: opens the case of an accepted dossier and assigns its first steps.</summary>
internal sealed class OpenCaseOnDossierAccepted(RoutingDb db, CaseDesk desk)
    : IHandle<DossierAccepted>,
        IReadByKey
{
    public async Task Handle(DossierAccepted accepted, CancellationToken ct)
    {
        if (await db.Cases.AnyAsync(c => c.DossierId == accepted.DossierId, ct))
            return;
        var world = await desk.Around(accepted.CalendarVersion, accepted.OccurredAt, ct);
        var opened = Case.Open(accepted, world);
        db.Add(opened);
        // Without its route the case waits, visibly: the Catalogue's event may simply be behind this one.
        if (await desk.Route(accepted.ProcedureVersion, ct) is { } route)
            opened.Follow(route, world);
        await desk.Write(opened, ct);
    }
}

using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Catalogue;

/// <summary>Catalogue → Routing: keeps the route of every version; a case that came before its route starts now.</summary>
internal sealed class KeepRoute(RoutingDb db, Kept<Rulebook> rules, CaseDesk desk)
    : IHandle<ProcedurePublished>
{
    public async Task Handle(ProcedurePublished published, CancellationToken ct)
    {
        rules.Changing(db);
        if (await db.Routes.FindAsync([published.VersionId], ct) is { } known)
            known.Become(published);
        else
            db.Add(ProcedureRoute.Of(published));

        var waiting = await db
            .Cases.Where(c =>
                c.ProcedureVersion == published.VersionId && c.Phase == CasePhase.AwaitsRoute
            )
            .Select(c => c.Id)
            .ToListAsync(ct);
        foreach (var caseId in waiting)
            if (await desk.Take(caseId, ct) is { } held)
            {
                var world = await desk.Around(held.CalendarVersion, null, ct);
                held.Follow(published.Route, world);
                await desk.Write(held, ct);
            }
    }
}

using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Cases;

/// <summary>GET /v1/cases?dossier= — the case of a dossier; an empty list before one is opened.</summary>
internal static class FindCase
{
    /// <summary>A case in short.</summary>
    public sealed record Item(
        Guid Id,
        Guid DossierId,
        string DossierNumber,
        string Agency,
        string Phase,
        DateTimeOffset? DueAt,
        int Version
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(FindCase));

    private static async Task<Ok<Page<Item>>> Handle(
        Guid dossier,
        Caller caller,
        RoutingDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var found = await db
            .Cases.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
            .Where(c => c.DossierId == dossier)
            .Select(c => new
            {
                c.Id,
                c.DossierId,
                c.DossierNumber,
                c.Agency,
                c.Phase,
                c.DueAt,
                c.Version,
                c.OwnerSubject,
                c.ReceivingAgency,
            })
            .ToListAsync(ct);
        trail.ShowsPage<Case>([]);
        foreach (var c in found)
            trail.Shows(c.DossierId, c.OwnerSubject, c.ReceivingAgency);
        return TypedResults.Ok(
            new Page<Item>(
                [
                    .. found.Select(c => new Item(
                        c.Id,
                        c.DossierId,
                        c.DossierNumber,
                        c.Agency,
                        c.Phase.ToString().ToLowerInvariant(),
                        c.DueAt,
                        c.Version
                    )),
                ],
                null,
                found.Count
            )
        );
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.HandOvers;

/// <summary>GET /v1/hand-overs — papers that an agency still has to give or to acknowledge.</summary>
internal static class ListHandOvers
{
    /// <summary>One hand-over that is not acknowledged.</summary>
    public sealed record Item(
        Guid Id,
        Guid CaseId,
        string DossierNumber,
        string FromAgency,
        string ToAgency,
        DateTimeOffset? DueAt,
        DateTimeOffset? GivenAt,
        int Version
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListHandOvers));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        string? agency,
        string? cursor,
        [Range(1, 200)] int? limit,
        Caller caller,
        RoutingDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var reach = await Reach.Of(caller, db, clock.GetUtcNow(), ct);
        var own = reach.Agencies;
        var open = db
            .HandOvers.AsNoTracking()
            .Visible(reach)
            .Where(h => h.AcknowledgedAt == null)
            .Where(h => own.Contains(h.FromAgency) || own.Contains(h.ToAgency));
        if (agency is not null)
            open = open.Where(h => h.FromAgency == agency || h.ToAgency == agency);
        var count = await open.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out string? _, out var after))
                return Cursor.Unreadable().ToProblem();
            open = open.Where(h => h.Id > after);
        }
        var size = limit ?? 50;
        var rows = await open.OrderBy(h => h.Id)
            .Take(size + 1)
            .Join(
                db.Cases.Visible(reach),
                h => h.CaseId,
                c => c.Id,
                (h, c) => new { HandOver = h, c.DossierNumber }
            )
            .ToListAsync(ct);
        var more = rows.Count > size;
        rows = [.. rows.OrderBy(r => r.HandOver.Id).Take(size)];
        trail.ShowsPage(rows.Select(r => r.HandOver));
        var items = rows.Select(r => new Item(
                r.HandOver.Id,
                r.HandOver.CaseId,
                r.DossierNumber,
                r.HandOver.FromAgency,
                r.HandOver.ToAgency,
                r.HandOver.DueAt,
                r.HandOver.GivenAt,
                r.HandOver.Version
            ))
            .ToList();
        return TypedResults.Ok(
            new Page<Item>(items, more ? Cursor.After("", items[^1].Id) : null, count)
        );
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.OpenItems;

/// <summary>GET /v1/open-items — what no rule decides and a person of the caller's agencies must, oldest first.</summary>
internal static class ListOpenItems
{
    /// <summary>One of them.</summary>
    /// <param name="Id">Its identity.</param>
    /// <param name="Kind">What kind, a stable code.</param>
    /// <param name="Detail">What exactly, as a code.</param>
    /// <param name="CaseId">The case.</param>
    /// <param name="DossierId">The dossier.</param>
    /// <param name="StepId">The step, if it is about one.</param>
    /// <param name="Agencies">In whose lists it is.</param>
    /// <param name="Options">Agencies to choose from; any when none.</param>
    /// <param name="OpenedAt">Since when.</param>
    /// <param name="Version">For <c>If-Match</c>.</param>
    public sealed record Item(
        Guid Id,
        string Kind,
        string Detail,
        Guid? CaseId,
        Guid? DossierId,
        Guid? StepId,
        IReadOnlyList<string> Agencies,
        IReadOnlyList<string> Options,
        DateTimeOffset OpenedAt,
        int Version
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListOpenItems));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        string? kind,
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
            .OpenItems.AsNoTracking()
            .Visible(reach)
            .Where(i => i.ClosedAt == null)
            .Where(i =>
                own.Contains(i.ReceivingAgency) || i.HandlingAgencies.Any(a => own.Contains(a))
            );
        if (kind is not null)
            open = open.Where(i => i.Kind == kind);
        var count = await open.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset opened, out var after))
                return Cursor.Unreadable().ToProblem();
            open = open.Where(i =>
                EF.Functions.GreaterThan(
                    ValueTuple.Create(i.OpenedAt, i.Id),
                    ValueTuple.Create(opened, after)
                )
            );
        }
        var size = limit ?? 50;
        var rows = await open.OrderBy(i => i.OpenedAt)
            .ThenBy(i => i.Id)
            .Take(size + 1)
            .ToListAsync(ct);
        trail.ShowsPage(rows.Take(size));
        var items = rows.Take(size)
            .Select(i => new Item(
                i.Id,
                i.Kind,
                i.Detail,
                i.CaseId,
                i.DossierId,
                i.StepId,
                i.HandlingAgencies,
                i.Options,
                i.OpenedAt,
                i.Version
            ))
            .ToList();
        return TypedResults.Ok(
            new Page<Item>(
                items,
                rows.Count > size ? Cursor.After(items[^1].OpenedAt, items[^1].Id) : null,
                count
            )
        );
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Agencies;

/// <summary>
/// GET /v1/agencies — the agencies of a legal day with the names and codes they had on it. A unit code means
/// something only together with a day.
/// </summary>
internal static class ListAgencies
{
    /// <param name="Id">Our own id, never reused.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Name">Official name on that day.</param>
    /// <param name="UnitCode">Code of the administrative unit on that day.</param>
    /// <param name="ParentId">Agency above.</param>
    /// <param name="SystemOfRecord"><c>ours</c>, or where an external agency keeps its steps.</param>
    /// <param name="Assumed">An assumption, not read in a source.</param>
    public sealed record Item(
        string Id,
        string Kind,
        string Name,
        string? UnitCode,
        string? ParentId,
        string SystemOfRecord,
        bool Assumed
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/", Handle)
            .WithName(nameof(ListAgencies))
            .WithSummary("Agencies of a day, optionally of one kind or with one unit code");

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        CatalogueDb db,
        BusinessClock clock,
        DateOnly? on,
        string? kind,
        string? unitCode,
        string? cursor,
        CancellationToken ct,
        [Range(1, 100)] int limit = 100
    )
    {
        var after = "";
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out string? key, out _))
                return Cursor.Unreadable().ToProblem();
            after = key;
        }

        var day = on ?? LegalZone.DateOf(clock.GetUtcNow());
        var matching = db.Set<AgencyPeriod>()
            .AsNoTracking()
            .Where(p =>
                (p.ValidFrom == null || p.ValidFrom <= day)
                && (p.ValidTo == null || p.ValidTo >= day)
            )
            .Where(p => kind == null || p.Kind == kind)
            .Where(p => unitCode == null || p.UnitCode == unitCode);
#pragma warning disable CA1309 // the database compares, in the order in which it sorts
        var items = await matching
            .Where(p => string.Compare(p.AgencyId, after) > 0)
#pragma warning restore CA1309
            .OrderBy(p => p.AgencyId)
            .Take(limit + 1)
            .Select(p => new Item(
                p.AgencyId,
                p.Kind,
                p.Name,
                p.UnitCode,
                p.ParentId,
                p.SystemOfRecord,
                p.Assumed
            ))
            .ToListAsync(ct);
        var count = await matching.LongCountAsync(ct);
        var next = items.Count > limit ? Cursor.After(items[limit - 1].Id, Guid.Empty) : null;
        return TypedResults.Ok(new Page<Item>([.. items.Take(limit)], next, count));
    }
}

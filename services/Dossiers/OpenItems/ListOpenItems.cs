using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.OpenItems;

/// <summary>GET /v1/open-items — what a person has to look at in the caller's agencies, oldest first.</summary>
internal static class ListOpenItems
{
    /// <summary>One item.</summary>
    public sealed record Line(
        Guid Id,
        Guid DossierId,
        string Agency,
        string Kind,
        string Vi,
        string En,
        DateTimeOffset OpenedAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListOpenItems));

    private static async Task<Results<Ok<Page<Line>>, ProblemHttpResult>> Handle(
        Desk desk,
        DossiersDb db,
        AuditTrail trail,
        string? cursor,
        [Range(1, 200)] int? limit,
        CancellationToken ct
    )
    {
        var rows = db
            .OpenItems.AsNoTracking()
            .Visible(await desk.Reach(ct))
            .Where(item => item.ClosedAt == null);
        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out string? _, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(item => item.Id.CompareTo(last) > 0);
        }

        var size = limit ?? 50;
        var found = await rows.OrderBy(item => item.Id).Take(size + 1).ToListAsync(ct);
        trail.ShowsPage(found.Take(size));
        var page = found
            .Take(size)
            .Select(item => new Line(
                item.Id,
                item.DossierId,
                item.Agency,
                item.Kind,
                item.Vi,
                item.En,
                item.OpenedAt
            ))
            .ToList();
        return TypedResults.Ok(
            new Page<Line>(page, found.Count > size ? Cursor.After("", page[^1].Id) : null, count)
        );
    }
}

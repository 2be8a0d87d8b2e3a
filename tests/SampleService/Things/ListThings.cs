using System.ComponentModel.DataAnnotations;
using HoanKiem.SampleService.Persistence;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.SampleService.Things;

/// <summary>GET /v1/things — all things, in SQL that nobody looks at: only row-level security stands between.</summary>
internal static class ListThings
{
    /// <summary>A thing in a list.</summary>
    /// <param name="Id">Identity.</param>
    /// <param name="Title">What it is called.</param>
    public sealed record Item(Guid Id, string Title);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListThings));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        SampleDb db,
        CancellationToken ct,
        string? q = null,
        [Range(1, 100)] int limit = 50,
        string? cursor = null
    )
    {
        var after = Guid.Empty;
        if (cursor is not null && !Cursor.TryRead(cursor, out string? _, out after))
            return Cursor.Unreadable().ToProblem();
        var things = db.Database.SqlQuery<Item>($"select id, title from thing");
        var count = await things.CountAsync(ct);
        var items = await things
            .Where(thing => thing.Id.CompareTo(after) > 0)
            .OrderBy(thing => thing.Id)
            .Take(limit)
            .ToListAsync(ct);
        if (q is not null)
            items =
            [
                .. items.Where(item =>
                    Fold.Of(item.Title).Contains(Fold.Of(q), StringComparison.Ordinal)
                ),
            ];
        return TypedResults.Ok(
            new Page<Item>(
                items,
                items.Count == limit ? Cursor.After("", items[^1].Id) : null,
                count
            )
        );
    }
}

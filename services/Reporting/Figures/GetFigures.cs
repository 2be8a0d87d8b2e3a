using HoanKiem.Reporting.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Reporting.Figures;

/// <summary>GET /v1/figures — how often everything happened, of all agencies together; only counts.</summary>
internal static class GetFigures
{
    /// <param name="Items">Figures by name.</param>
    public sealed record Response(IReadOnlyList<Item> Items);

    /// <param name="Name">What is counted.</param>
    /// <param name="Value">How often.</param>
    public sealed record Item(string Name, long Value);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/", Handle)
            .WithName(nameof(GetFigures))
            .WithSummary("Counts of everything that happened");

    private static async Task<Ok<Response>> Handle(ReportingDb db, CancellationToken ct) =>
        TypedResults.Ok(
            new Response(
                await db
                    .Figures.AsNoTracking()
                    .OrderBy(f => f.Name)
                    .Select(f => new Item(f.Name, f.Value))
                    .ToListAsync(ct)
            )
        );
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>
/// GET /v1/procedures — finds procedures of a legal day by words of their name or field, or by code: with accents or
/// without, in either Unicode normal form, with one typing mistake. What matches the accents comes first.
/// </summary>
internal static class SearchProcedures
{
    /// <param name="Code">National code.</param>
    /// <param name="Name">Official name.</param>
    /// <param name="Field">Field of administration (lĩnh vực).</param>
    /// <param name="Level">Level that handles it on that day.</param>
    /// <param name="Limit">Legal limit; unknown when null.</param>
    /// <param name="OnlineChannel">Whether it may be filed online; unknown when null.</param>
    /// <param name="OnlineGrade">Grade of the online service, where stated.</param>
    /// <param name="ValidFrom">First day of the version in force.</param>
    /// <param name="ValidTo">Last day of that version.</param>
    /// <param name="Match">How well it answers.</param>
    public sealed record Item(
        string Code,
        string Name,
        string Field,
        string Level,
        Contracts.Catalogue.V1.TimeLimit? Limit,
        bool? OnlineChannel,
        OnlineGrade? OnlineGrade,
        DateOnly ValidFrom,
        DateOnly? ValidTo,
        Match Match
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/", Handle)
            .WithName(nameof(SearchProcedures))
            .WithSummary("Find procedures by words, with or without accents")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        CatalogueDb db,
        ProcedureIndex index,
        BusinessClock clock,
        [StringLength(200)] string? q,
        string? cursor,
        DateOnly? on,
        [AllowedValues(null, "district", "ward")] string? level,
        CancellationToken ct,
        [Range(1, 100)] int limit = 20
    )
    {
        var after = "";
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out string? key, out _))
                return Cursor.Unreadable().ToProblem();
            after = key;
        }

        var hits = await index.Find(db, q, on ?? LegalZone.DateOf(clock.GetUtcNow()), level, ct);
        var rest = hits.Where(hit => string.CompareOrdinal(hit.Key, after) > 0)
            .Take(limit + 1)
            .ToArray();
        return TypedResults.Ok(
            new Page<Item>(
                [.. rest.Take(limit).Select(Show)],
                rest.Length > limit ? Cursor.After(rest[limit - 1].Key, Guid.Empty) : null,
                hits.Count
            )
        );
    }

    private static Item Show(Hit hit) =>
        new(
            hit.Version.ProcedureCode,
            hit.Version.Content.Name,
            hit.Version.Content.Field,
            hit.Version.Content.Level,
            hit.Version.Content.Limit,
            hit.Version.Content.OnlineChannel,
            hit.Version.Content.OnlineGrade,
            hit.Version.ValidFrom,
            hit.Version.ValidTo,
            hit.Match
        );
}

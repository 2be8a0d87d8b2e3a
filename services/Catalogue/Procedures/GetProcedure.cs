using HoanKiem.Catalogue.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>
/// GET /v1/procedures/{code} — a procedure as it stands on a legal day (today when none is given): papers, channels,
/// limit, fees and route, and the dates of all its versions.
/// </summary>
internal static class GetProcedure
{
    /// <param name="Code">National code.</param>
    /// <param name="On">The day that was asked for.</param>
    /// <param name="VersionId">The version in force on it.</param>
    /// <param name="ValidFrom">Its first day.</param>
    /// <param name="ValidTo">Its last day; none known when null.</param>
    /// <param name="WithdrawnBasis">Decision that ends the procedure with it.</param>
    /// <param name="GivenAtOnce">The result is given while the citizen waits.</param>
    /// <param name="Content">What it says.</param>
    /// <param name="Versions">All versions, by first day.</param>
    public sealed record Response(
        string Code,
        DateOnly On,
        string VersionId,
        DateOnly ValidFrom,
        DateOnly? ValidTo,
        string? WithdrawnBasis,
        bool GivenAtOnce,
        ProcedureContent Content,
        IReadOnlyList<Span> Versions
    );

    /// <param name="VersionId">Which version.</param>
    /// <param name="ValidFrom">First day.</param>
    /// <param name="ValidTo">Last day; none known when null.</param>
    /// <param name="Level">Level that handles it then.</param>
    public sealed record Span(
        string VersionId,
        DateOnly ValidFrom,
        DateOnly? ValidTo,
        string Level
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{code}", Handle)
            .WithName(nameof(GetProcedure))
            .WithSummary("One procedure on a day")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string code,
        DateOnly? on,
        CatalogueDb db,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (
            await db.Procedures.AsNoTracking().SingleOrDefaultAsync(p => p.Code == code, ct)
            is not { } procedure
        )
            return Refusals.UnknownProcedure(code).ToProblem();

        var day = on ?? LegalZone.DateOf(clock.GetUtcNow());
        Span[] versions =
        [
            .. procedure.Versions.Select(v => new Span(
                v.VersionId,
                v.ValidFrom,
                v.ValidTo,
                v.Content.Level
            )),
        ];
        if (procedure.On(day) is not { } version)
            return Refusals
                .NotInForce(
                    code,
                    day,
                    procedure.Versions.LastOrDefault(v => v.ValidTo < day)?.Content.ReplacedBy
                )
                .With("versions", versions)
                .ToProblem();

        http.SetETag(procedure.Version);
        return TypedResults.Ok(
            new Response(
                code,
                day,
                version.VersionId,
                version.ValidFrom,
                version.ValidTo,
                version.WithdrawnBasis,
                version.Content.GivenAtOnce,
                version.Content,
                versions
            )
        );
    }
}

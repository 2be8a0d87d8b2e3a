using System.ComponentModel.DataAnnotations;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>
/// PUT /v1/procedures/{code}/withdrawal — an administrator ends a procedure (bãi bỏ). Dossiers received until the last
/// day are finished under it.
/// </summary>
internal static class WithdrawProcedure
{
    /// <param name="LastDay">Last day in force.</param>
    /// <param name="Basis">Decision that ends it.</param>
    /// <param name="ReplacedBy">Code of the procedure that takes its place.</param>
    public sealed record Request(
        DateOnly LastDay,
        [property: Required, StringLength(500, MinimumLength = 3)] string Basis,
        [property: RegularExpression(@"[1-6]\.\d{6}")] string? ReplacedBy
    );

    /// <param name="Code">National code.</param>
    /// <param name="LastDay">Last day in force.</param>
    /// <param name="Version">Version of the procedure.</param>
    public sealed record Response(string Code, DateOnly LastDay, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/procedures/{code}/withdrawal", Handle)
            .WithName(nameof(WithdrawProcedure))
            .WithSummary("End a procedure")
            .RequireIfMatch()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string code,
        Request request,
        IfMatch ifMatch,
        CatalogueDb db,
        IOutbox outbox,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (await db.Procedures.SingleOrDefaultAsync(p => p.Code == code, ct) is not { } procedure)
            return Refusals.UnknownProcedure(code).ToProblem();
        if (ifMatch.Refuses(procedure.Version) is { } stale)
            return stale.ToProblem();
        if (
            procedure.Withdraw(
                request.LastDay,
                request.Basis,
                request.ReplacedBy,
                clock.GetUtcNow(),
                outbox
            ) is
            { } refusal
        )
            return refusal.ToProblem();
        await db.SaveChangesAsync(ct);

        http.SetETag(procedure.Version);
        return TypedResults.Ok(new Response(code, request.LastDay, procedure.Version));
    }
}

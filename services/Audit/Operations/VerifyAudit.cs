using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Audit;

/// <summary>
/// POST /operations/audit/verification — computes the chains again: all of them for an administrator, those of their agencies for an
/// inspector. Give the heads that Reporting holds (GET /v1/audit-heads), or nobody can tell that an end was cut off.
/// </summary>
internal static class VerifyAudit
{
    /// <param name="Heads">Heads of this service, as Reporting holds them.</param>
    public sealed record Request(
        [property: MaxLength(10_000)] IReadOnlyList<ChainHead>? Heads = null
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/verification", Handle).WithName(nameof(VerifyAudit));

    private static async Task<Results<Ok<Verdict>, ProblemHttpResult>> Handle(
        Request request,
        Caller caller,
        DbContext db,
        AuditTrail trail,
        Verification verification,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var reach = await Reach.Of(caller, db, clock.GetUtcNow(), ct);
        var everything = reach.Holds(OfficerRole.Administrator);
        if (!everything && !reach.Holds(OfficerRole.Inspector))
            return Problems.Missing().ToProblem();
        trail.ShowsPage<SealedEntry>([]);
        return TypedResults.Ok(
            await verification.LookAsync(
                request.Heads ?? [],
                everything ? null : reach.Agencies,
                ct
            )
        );
    }
}

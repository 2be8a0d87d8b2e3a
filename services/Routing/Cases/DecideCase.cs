using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Cases;

/// <summary>POST /v1/cases/{id}/decision — the leader signs (ký duyệt), once; the moment of signature decides on time.</summary>
internal static class DecideCase
{
    /// <summary>The decision.</summary>
    /// <param name="Outcome">Granted or refused.</param>
    /// <param name="DecisionNumber">Number of the decision or certificate.</param>
    /// <param name="Capacity"><c>head</c>, <c>deputy</c> or <c>substitute</c>.</param>
    /// <param name="ReasonCode">Reason of a refusal, required then (Nghị định 61/2018, Điều 19 khoản 8).</param>
    public sealed record Request(
        Outcome Outcome,
        [property: Required, StringLength(64, MinimumLength = 1)] string DecisionNumber,
        [property: Required, AllowedValues("head", "deputy", "substitute")] string Capacity,
        [property: StringLength(64, MinimumLength = 1)] string? ReasonCode = null
    );

    /// <summary>What was decided; the case stays open while a result of another agency is still to come.</summary>
    public sealed record Decided(Guid CaseId, string Phase, DateTimeOffset SignedAt, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{id:guid}/decision", Handle).WithName(nameof(DecideCase)).RequireIfMatch();

    private static async Task<Results<Ok<Decided>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch version,
        HttpContext http,
        Caller caller,
        CaseDesk desk,
        RoutingDb db,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var reach = await Reach.Of(caller, db, now, ct);
        if (await desk.Take(db.Cases.Visible(reach).Where(c => c.Id == id), ct) is not { } held)
            return Problems.Missing().ToProblem();
        if (!reach.Has(held.Agency, OfficerRole.Leader))
            return Refusals.NotYours().ToProblem();
        if (version.Refuses(held.Version, held.SignatorySubject) is { } stale)
            return stale.ToProblem();
        var signature = new Signature(
            request.Outcome,
            request.DecisionNumber,
            caller.Subject,
            request.Capacity,
            request.ReasonCode
        );
        if (held.Decide(signature, await desk.Around(held.CalendarVersion, now, ct)) is { } no)
            return no.ToProblem();
        await desk.Write(held, ct);
        await db.SaveChangesAsync(ct);
        http.SetETag(held.Version);
        return TypedResults.Ok(
            new Decided(
                id,
                held.Phase.ToString().ToLowerInvariant(),
                held.SignedAt!.Value,
                held.Version
            )
        );
    }
}

using HoanKiem.Access;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.HandOvers;

/// <summary>POST /v1/hand-overs/{id}/acknowledgement — the next agency has the papers in its hands: the second signature.</summary>
internal static class AcknowledgePapers
{
    /// <summary>Received.</summary>
    public sealed record Acknowledged(Guid Id, DateTimeOffset AcknowledgedAt, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/acknowledgement", Handle)
            .WithName(nameof(AcknowledgePapers))
            .RequireIfMatch();

    private static async Task<Results<Ok<Acknowledged>, ProblemHttpResult>> Handle(
        Guid id,
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
        if (
            await desk.Take(
                db.Cases.Visible(reach).Where(c => c.HandOvers.Any(h => h.Id == id)),
                ct
            )
            is not { } held
        )
            return Problems.Missing().ToProblem();
        var handOver = held.HandOvers.Single(h => h.Id == id);
        if (!reach.Has(handOver.ToAgency, TaskDesk.Anyone))
            return Refusals.NotYours().ToProblem();
        var world = await desk.Around(held.CalendarVersion, now, ct);
        if (
            (
                version.Refuses(handOver.Version, handOver.AcknowledgedBy ?? handOver.GivenBy)
                ?? held.Acknowledge(handOver, caller.Subject, world)
            ) is
            { } no
        )
            return no.ToProblem();
        await desk.Write(held, ct);
        await db.SaveChangesAsync(ct);
        http.SetETag(handOver.Version);
        return TypedResults.Ok(new Acknowledged(id, now, handOver.Version));
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Routing.Persistence;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Cases;

/// <summary>POST /v1/cases/{id}/optional-steps — an officer wants a step that the route leaves to them, e.g. a verification on the spot.</summary>
internal static class AskForOptionalStep
{
    /// <summary>Which one.</summary>
    /// <param name="Key">Key in the route.</param>
    public sealed record Request(
        [property: Required, StringLength(64, MinimumLength = 1)] string Key
    );

    /// <summary>The step; it starts when everything before it is done.</summary>
    public sealed record Wanted(Guid StepId, string State);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/optional-steps", Handle)
            .WithName(nameof(AskForOptionalStep))
            .RequireIdempotencyKey();

    private static async Task<Results<Created<Wanted>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
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
        if (!reach.Has(held.Agency, TaskDesk.Examiners))
            return Refusals.NotYours().ToProblem();
        if (
            held.AskForStep(request.Key, await desk.Around(held.CalendarVersion, now, ct)) is { } no
        )
            return no.ToProblem();
        await desk.Write(held, ct);
        await db.SaveChangesAsync(ct);
        var step = held.Steps.Single(s => s.Key == request.Key);
        return TypedResults.Created(
            $"/v1/cases/{id}",
            new Wanted(step.Id, step.State.ToString().ToLowerInvariant())
        );
    }
}

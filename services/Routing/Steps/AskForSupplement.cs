using System.ComponentModel.DataAnnotations;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Steps;

/// <summary>POST /v1/tasks/{stepId}/supplement-needed — the agency needs more papers, all of them named at once (Nghị định 61/2018, Điều 19 khoản 4).</summary>
internal static class AskForSupplement
{
    /// <summary>What is missing.</summary>
    /// <param name="PaperCodes">Codes of the papers of the procedure version.</param>
    /// <param name="ReasonCode">Why, as a code.</param>
    public sealed record Request(
        [property: Required, MinLength(1), MaxLength(50)] IReadOnlyList<string> PaperCodes,
        [property: Required, StringLength(64, MinimumLength = 1)] string ReasonCode
    );

    /// <summary>It was passed on: the step waits once the citizen has been asked.</summary>
    public sealed record Needed(Guid StepId, Guid CaseId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{stepId:guid}/supplement-needed", Handle)
            .WithName(nameof(AskForSupplement))
            .RequireIdempotencyKey();

    private static async Task<Results<Accepted<Needed>, ProblemHttpResult>> Handle(
        Guid stepId,
        Request request,
        TaskDesk tasks,
        CaseDesk desk,
        RoutingDb db,
        CancellationToken ct
    )
    {
        var (task, refusal) = await tasks.Take(stepId, TaskDesk.Examiners, ct);
        if (refusal is not null)
            return refusal.ToProblem();
        if (
            task!.Case.NeedSupplement(
                task.Step,
                request.PaperCodes,
                request.ReasonCode,
                task.World
            ) is
            { } no
        )
            return no.ToProblem();
        await desk.Write(task.Case, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted($"/v1/cases/{task.Case.Id}", new Needed(stepId, task.Case.Id));
    }
}

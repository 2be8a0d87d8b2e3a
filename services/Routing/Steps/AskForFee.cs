using System.ComponentModel.DataAnnotations;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Steps;

/// <summary>POST /v1/tasks/{stepId}/fee-needed — the agency needs a fee (phí, lệ phí) to be paid before it goes on.</summary>
internal static class AskForFee
{
    /// <summary>What is to be paid.</summary>
    /// <param name="FeeCode">Fee rule of the procedure version.</param>
    /// <param name="Amount">Whole đồng.</param>
    public sealed record Request(
        [property: Required, StringLength(64, MinimumLength = 1)] string FeeCode,
        [property: Range(1, 100_000_000_000)] long Amount
    );

    /// <summary>It was passed on: the step waits once the citizen has been asked.</summary>
    public sealed record Needed(Guid StepId, Guid CaseId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{stepId:guid}/fee-needed", Handle)
            .WithName(nameof(AskForFee))
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
        if (task!.Case.NeedFee(task.Step, request.FeeCode, request.Amount, task.World) is { } no)
            return no.ToProblem();
        await desk.Write(task.Case, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted($"/v1/cases/{task.Case.Id}", new Needed(stepId, task.Case.Id));
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Steps;

/// <summary>
/// POST /v1/tasks/{stepId}/completion — the specialist has examined and proposes (trình ký); what is given at once is given and
/// decided by the clerk; the result of a silent system is entered by hand.
/// </summary>
internal static class CompleteTask
{
    /// <summary>What came of the step.</summary>
    /// <param name="Proposal">What is proposed, or for what is given at once the outcome itself.</param>
    /// <param name="ResultNumber">Number of what the step produced; required for what is given at once.</param>
    /// <param name="Capacity">In which capacity what is given at once is signed: <c>head</c>, <c>deputy</c> or, when none is said, <c>substitute</c> (thừa ủy quyền; Nghị định 61/2018, Điều 17 khoản 5).</param>
    /// <param name="ReasonCode">Reason of a refusal.</param>
    public sealed record Request(
        Outcome Proposal,
        [property: StringLength(64, MinimumLength = 1)] string? ResultNumber = null,
        [property: AllowedValues("head", "deputy", "substitute", null)] string? Capacity = null,
        [property: StringLength(64, MinimumLength = 1)] string? ReasonCode = null
    );

    /// <summary>Where the case is now.</summary>
    public sealed record Completed(
        Guid StepId,
        Guid CaseId,
        string CasePhase,
        int CaseVersion,
        int Version
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{stepId:guid}/completion", Handle)
            .WithName(nameof(CompleteTask))
            .RequireIfMatch();

    private static async Task<Results<Ok<Completed>, ProblemHttpResult>> Handle(
        Guid stepId,
        Request request,
        IfMatch version,
        HttpContext http,
        Caller caller,
        TaskDesk tasks,
        CaseDesk desk,
        RoutingDb db,
        CancellationToken ct
    )
    {
        var (task, refusal) = await tasks.Take(stepId, TaskDesk.Anyone, ct);
        if (refusal is not null)
            return refusal.ToProblem();
        var (held, step, world) = task!;
        if (
            step.Kind == StepKind.Examine
            && !await tasks.May(step.Agency ?? held.Agency, TaskDesk.Examiners, ct)
        )
            return Refusals.NotYours().ToProblem();
        if (
            (
                version.Refuses(step.Version, step.CompletedBy ?? step.ClaimedBy)
                ?? Act(held, step, request, caller.Subject, world)
            ) is
            { } no
        )
            return no.ToProblem();

        await desk.Write(held, ct);
        await db.SaveChangesAsync(ct);
        http.SetETag(step.Version);
        return TypedResults.Ok(
            new Completed(
                step.Id,
                held.Id,
                held.Phase.ToString().ToLowerInvariant(),
                held.Version,
                step.Version
            )
        );
    }

    private static Refusal? Act(
        Case held,
        Step step,
        Request request,
        string subject,
        Surroundings world
    )
    {
        if (step.Kind != StepKind.Give)
            return held.Complete(
                step,
                request.Proposal,
                request.ResultNumber,
                request.ReasonCode,
                subject,
                world
            );
        return request.ResultNumber is { } number
            ? held.Give(
                step,
                new Signature(
                    request.Proposal,
                    number,
                    subject,
                    request.Capacity ?? "substitute",
                    request.ReasonCode
                ),
                world
            )
            : Refusals.DecisionNumberRequired();
    }
}

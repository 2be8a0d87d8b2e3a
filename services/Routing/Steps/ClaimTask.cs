using HoanKiem.Access;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Steps;

/// <summary>POST /v1/tasks/{stepId}/claim — an officer of the agency takes a task (nhận xử lý).</summary>
internal static class ClaimTask
{
    /// <summary>Who has it now.</summary>
    public sealed record Claimed(Guid StepId, string ClaimedBy, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{stepId:guid}/claim", Handle).WithName(nameof(ClaimTask)).RequireIfMatch();

    private static async Task<Results<Ok<Claimed>, ProblemHttpResult>> Handle(
        Guid stepId,
        IfMatch version,
        HttpContext http,
        Caller caller,
        TaskDesk tasks,
        RoutingDb db,
        CancellationToken ct
    )
    {
        var (task, refusal) = await tasks.Take(stepId, TaskDesk.Anyone, ct);
        if (refusal is not null)
            return refusal.ToProblem();
        var step = task!.Step;
        if ((version.Refuses(step.Version, step.ClaimedBy) ?? step.Claim(caller.Subject)) is { } no)
            return no.ToProblem();
        await db.SaveChangesAsync(ct);
        http.SetETag(step.Version);
        return TypedResults.Ok(new Claimed(step.Id, caller.Subject, step.Version));
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Contracts;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Steps;

/// <summary>POST /v1/tasks/{stepId}/reassignment — a leader gives a task to another officer or moves it to another agency (chuyển xử lý).</summary>
internal static class ReassignTask
{
    /// <summary>To whom; at least one of the two.</summary>
    /// <param name="Agency">Another agency.</param>
    /// <param name="Subject">Another officer.</param>
    public sealed record Request(
        [property: StringLength(64, MinimumLength = 1)] string? Agency = null,
        [property: StringLength(128, MinimumLength = 1)] string? Subject = null
    );

    /// <summary>Who has it now.</summary>
    public sealed record Reassigned(Guid StepId, string? Agency, string? ClaimedBy, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{stepId:guid}/reassignment", Handle)
            .WithName(nameof(ReassignTask))
            .RequireIfMatch();

    private static async Task<Results<Ok<Reassigned>, ProblemHttpResult>> Handle(
        Guid stepId,
        Request request,
        IfMatch version,
        HttpContext http,
        TaskDesk tasks,
        CaseDesk desk,
        RoutingDb db,
        CancellationToken ct
    )
    {
        if (request is { Agency: null, Subject: null })
            return Problems
                .Invalid(
                    "agency",
                    "required",
                    "Cần cơ quan hoặc cán bộ nhận việc.",
                    "An agency or an officer is needed."
                )
                .ToProblem();
        var (task, refusal) = await tasks.Take(stepId, [OfficerRole.Leader], ct);
        if (refusal is not null)
            return refusal.ToProblem();
        var (held, step, world) = task!;
        var no = version.Refuses(step.Version, step.ClaimedBy);
        if (no is null && request.Agency is { } agency)
            no = held.Reassign(step, agency, world);
        if (no is null && request.Subject is { } subject)
            no = step.Claim(subject);
        if (no is not null)
            return no.ToProblem();
        await desk.Write(held, ct);
        await db.SaveChangesAsync(ct);
        http.SetETag(step.Version);
        return TypedResults.Ok(new Reassigned(step.Id, step.Agency, step.ClaimedBy, step.Version));
    }
}

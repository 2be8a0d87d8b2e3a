using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Opinions;

/// <summary>
/// POST /v1/tasks/{stepId}/opinions — asks another agency within an examination, e.g. the ward of former residence
/// (thủ tục 1.004873), which has three working days of its own.
/// </summary>
internal static class AskOpinion
{
    /// <summary>The question. It names nobody: whom it is about is in the dossier.</summary>
    /// <param name="ToAgency">Who is asked.</param>
    /// <param name="QuestionCode">What is asked, as a code, e.g. <c>marital-status</c>.</param>
    /// <param name="PeriodFrom">First day of the period asked about.</param>
    /// <param name="PeriodTo">Last day of it.</param>
    /// <param name="WorkingDays">Limit of the answer; 3 when not said.</param>
    public sealed record Request(
        [property: Required, StringLength(64, MinimumLength = 1)] string ToAgency,
        [property: Required, StringLength(64, MinimumLength = 1)] string QuestionCode,
        DateOnly? PeriodFrom = null,
        DateOnly? PeriodTo = null,
        [property: Range(1, 30)] int WorkingDays = 3
    );

    /// <summary>The question as it was asked.</summary>
    public sealed record Asked(Guid OpinionId, string ToAgency, DateTimeOffset? DueAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{stepId:guid}/opinions", Handle)
            .WithName(nameof(AskOpinion))
            .RequireIdempotencyKey();

    private static async Task<Results<Created<Asked>, ProblemHttpResult>> Handle(
        Guid stepId,
        Request request,
        Caller caller,
        TaskDesk tasks,
        CaseDesk desk,
        RoutingDb db,
        CancellationToken ct
    )
    {
        var (task, refusal) = await tasks.Take(stepId, TaskDesk.Examiners, ct);
        if (refusal is not null)
            return refusal.ToProblem();
        var (held, step, world) = task!;
        if (
            held.Ask(
                step,
                request.ToAgency,
                request.QuestionCode,
                request.PeriodFrom,
                request.PeriodTo,
                request.WorkingDays,
                caller.Subject,
                world
            ) is
            { } no
        )
            return no.ToProblem();
        await desk.Write(held, ct);
        await db.SaveChangesAsync(ct);
        var asked = held.Opinions[^1];
        return TypedResults.Created(
            $"/v1/opinions/{asked.Id}",
            new Asked(asked.Id, asked.ToAgency, asked.DueAt)
        );
    }
}

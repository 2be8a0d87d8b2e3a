using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.Opinions;

/// <summary>POST /v1/opinions/{id}/answer — the agency that was asked answers (trả lời ý kiến), also when it is late.</summary>
internal static class AnswerOpinion
{
    /// <summary>The answer.</summary>
    /// <param name="AnswerCode">What it says, as a code, e.g. <c>confirmed</c> or <c>no-record</c>.</param>
    /// <param name="AnswerNumber">Number of the written answer.</param>
    public sealed record Request(
        [property: Required, StringLength(64, MinimumLength = 1)] string AnswerCode,
        [property: StringLength(64, MinimumLength = 1)] string? AnswerNumber = null
    );

    /// <summary>The answer as it was kept.</summary>
    public sealed record Answered(Guid OpinionId, Timeliness Timeliness, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/answer", Handle)
            .WithName(nameof(AnswerOpinion))
            .RequireIfMatch();

    private static async Task<Results<Ok<Answered>, ProblemHttpResult>> Handle(
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
        if (
            await desk.Take(db.Cases.Visible(reach).Where(c => c.Opinions.Any(o => o.Id == id)), ct)
            is not { } held
        )
            return Problems.Missing().ToProblem();
        var opinion = held.Opinions.Single(o => o.Id == id);
        if (!reach.Has(opinion.ToAgency, TaskDesk.Examiners))
            return Refusals.NotYours().ToProblem();
        var world = await desk.Around(held.CalendarVersion, now, ct);
        if (
            (
                version.Refuses(opinion.Version, opinion.AnsweredBy)
                ?? held.Answer(
                    opinion,
                    request.AnswerCode,
                    request.AnswerNumber,
                    caller.Subject,
                    world
                )
            ) is
            { } no
        )
            return no.ToProblem();
        await desk.Write(held, ct);
        await db.SaveChangesAsync(ct);
        http.SetETag(opinion.Version);
        return TypedResults.Ok(new Answered(id, opinion.Timeliness!.Value, opinion.Version));
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Feedback.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Feedback.Reports;

/// <summary>POST /v1/reports/{id}/answer — the agency answers a report, once.</summary>
internal static class AnswerReport
{
    /// <param name="Answer">What the citizen is told.</param>
    public sealed record Request(
        [property: Required, StringLength(10000, MinimumLength = 3)] string Answer
    );

    /// <param name="AnsweredAt">Business time.</param>
    public sealed record Response(DateTimeOffset AnsweredAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/answer", Handle)
            .WithName(nameof(AnswerReport))
            .WithSummary("Answer a report")
            .RequireAuthorization(Policies.Officer)
            .RequireIfMatch();

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Caller caller,
        FeedbackDb db,
        IOutbox outbox,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var reach = await Reach.Of(caller, db, now, ct);
        if (
            await db.Reports.Visible(reach).SingleOrDefaultAsync(r => r.Id == id, ct)
            is not { } report
        )
            return Refusals.ReportUnknown().ToProblem();
        if (!reach.WorksFor([report.Agency]))
            return Refusals.NotYours().ToProblem();
        if (
            (ifMatch.Refuses(report.Version) ?? report.AnswerWith(request.Answer, now)) is
            { } refusal
        )
            return refusal.ToProblem();

        outbox.Publish(report.AnnounceAnswer(now));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new Response(now));
    }
}

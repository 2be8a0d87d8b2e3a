using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Feedback.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Edges;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Feedback.Surveys;

/// <summary>POST /v1/surveys/answers — a citizen rates with the one-time token; nobody needs to sign in for that.</summary>
internal static class AnswerSurvey
{
    /// <param name="Token">One-time token from the notice or the look-up.</param>
    /// <param name="Overall">2 very satisfied (rất hài lòng), 1 satisfied (hài lòng), 0 not satisfied (không hài lòng).</param>
    /// <param name="Convenience">Convenience on the same scale.</param>
    /// <param name="Attitude">Attitude of the officers on the same scale.</param>
    /// <param name="Reason">Needed when not satisfied.</param>
    public sealed record Request(
        [property: Required, StringLength(64, MinimumLength = 1)] string Token,
        [property: Range(0, 2)] int Overall,
        [property: Range(0, 2)] int? Convenience = null,
        [property: Range(0, 2)] int? Attitude = null,
        [property: StringLength(2000)] string? Reason = null
    );

    /// <param name="AnsweredAt">Business time of the answer.</param>
    public sealed record Response(DateTimeOffset AnsweredAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/answers", Handle)
            .WithName(nameof(AnswerSurvey))
            .WithSummary("Rate how a dossier was handled")
            .AllowAnonymous();

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Request request,
        Asking asking,
        FeedbackDb db,
        IOutbox outbox,
        Guesses guesses,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var token = request.Token.Trim().ToUpperInvariant();
        if (guesses.Begin(http, token[..(token.Length / 2)], out var guess) is { } no)
            return no.ToProblem();
        using var looking = guess!;
        var hash = Survey.HashOf(token);
        var now = clock.GetUtcNow();
        var holder = asking.HolderOf(Convert.ToHexStringLower(hash));
        if (
            await db
                .Surveys.Visible(await Reach.Of(holder, db, now, ct))
                .SingleOrDefaultAsync(s => s.TokenHash == hash, ct)
            is not { } survey
        )
        {
            await looking.Missed();
            return Refusals.SurveyUnknown().ToProblem();
        }

        if (
            survey.Answer(
                request.Overall,
                request.Convenience,
                request.Attitude,
                request.Reason,
                now
            ) is
            { } refusal
        )
            return refusal.ToProblem();

        outbox.Publish(survey.AnnounceAnswer(now));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new Response(now));
    }
}

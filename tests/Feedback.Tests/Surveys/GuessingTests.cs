using HoanKiem.Testing;

namespace HoanKiem.Feedback.Tests.Surveys;

public sealed class GuessingTests(FeedbackApp app) : IClassFixture<FeedbackApp>
{
    [Fact]
    public async Task Who_guesses_tokens_waits_and_who_has_one_does_not()
    {
        var (_, _, token) = await app.AnOpenSurvey("hoan-kiem");
        using var office = app.Anyone().At("203.0.113.10");
        for (var i = 0; i < 20; i++)
            await (await Guess($"{i:00}WRONG00000")).ShouldBeRefused("survey-unknown", 404);

        var late = Guess("20WRONG00000");
        await (await Guess(token)).Body(); // at once, while the other one waits
        Assert.False(late.IsCompleted);
        while (!late.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(late, Task.Delay(5));
        }

        await (await late).ShouldBeRefused("survey-unknown", 404);

        Task<HttpResponseMessage> Guess(string code) =>
            office.PostJson("/v1/surveys/answers", new { token = code, overall = 2 });
    }
}

using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Testing;

namespace HoanKiem.Feedback.Tests.Surveys;

public sealed class AnswerSurveyTests(FeedbackApp app) : IClassFixture<FeedbackApp>
{
    private const string Answers = "/v1/surveys/answers";

    [Fact]
    public async Task A_citizen_answers_once_without_signing_in()
    {
        var (dossier, opened, token) = await app.AnOpenSurvey("hoan-kiem");

        await (
            await app.Anyone()
                .PostJson(
                    Answers,
                    new
                    {
                        token,
                        overall = 2,
                        attitude = 1,
                    }
                )
        ).Body();

        var answered = Assert.Single(await app.Said<SurveyAnswered>(opened.SurveyId.ToString()));
        Assert.Equal(
            (2L, dossier.Id, "hoan-kiem", 2),
            (answered.Sequence, answered.DossierId, answered.Agency, answered.Overall)
        );
    }

    [Fact]
    public async Task A_second_answer_is_refused_and_changes_nothing()
    {
        var (_, opened, token) = await app.AnOpenSurvey("hoan-kiem");
        await (await app.Anyone().PostJson(Answers, new { token, overall = 2 })).Body();

        await (
            await app.Anyone()
                .PostJson(
                    Answers,
                    new
                    {
                        token,
                        overall = 0,
                        reason = "Chậm.",
                    }
                )
        ).ShouldBeRefused("survey-answered", 409);

        Assert.Equal(
            2,
            Assert.Single(await app.Said<SurveyAnswered>(opened.SurveyId.ToString())).Overall
        );
    }

    [Fact]
    public async Task A_token_is_read_as_people_type_it()
    {
        var (_, opened, token) = await app.AnOpenSurvey("hoan-kiem");

        await (
            await app.Anyone()
                .PostJson(Answers, new { token = $" {token.ToLowerInvariant()} ", overall = 1 })
        ).Body();

        Assert.Single(await app.Said<SurveyAnswered>(opened.SurveyId.ToString()));
    }

    [Fact]
    public async Task A_token_that_nobody_was_given_is_not_found() =>
        await (
            await app.Anyone().PostJson(Answers, new { token = "000000000000", overall = 2 })
        ).ShouldBeRefused("survey-unknown", 404);

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task Who_is_not_satisfied_says_why(string? reason)
    {
        var (_, opened, token) = await app.AnOpenSurvey("hoan-kiem");

        await (
            await app.Anyone()
                .PostJson(
                    Answers,
                    new
                    {
                        token,
                        overall = 0,
                        reason,
                    }
                )
        ).ShouldBeRefused("dissatisfaction-reason-required", 422, "reason");
        Assert.Empty(await app.Said<SurveyAnswered>(opened.SurveyId.ToString()));

        // The refusal has not used the token up.
        await (
            await app.Anyone()
                .PostJson(
                    Answers,
                    new
                    {
                        token,
                        overall = 0,
                        reason = "Phải đi lại ba lần.",
                    }
                )
        ).Body();
    }

    [Fact]
    public async Task What_is_not_on_the_scale_is_refused_with_its_member()
    {
        await (
            await app.Anyone().PostJson(Answers, new { token = "A", overall = 3 })
        ).ShouldBeRefused("invalid-members", 400, "overall");
        await (await app.Anyone().PostJson(Answers, new { overall = 1 })).ShouldBeRefused(
            "invalid-members",
            400,
            "token"
        );
    }
}

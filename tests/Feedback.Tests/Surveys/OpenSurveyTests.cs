using HoanKiem.Messaging;

namespace HoanKiem.Feedback.Tests.Surveys;

public sealed class OpenSurveyTests(FeedbackApp app) : IClassFixture<FeedbackApp>
{
    [Fact]
    public async Task A_returned_result_opens_one_survey_about_the_agency_that_decided()
    {
        var (dossier, opened, token) = await app.AnOpenSurvey("hoan-kiem");

        Assert.Equal(1, opened.Sequence);
        Assert.Equal("hoan-kiem", opened.Agency);
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{12}$", token);
        Assert.Equal(
            1,
            await app.Scalar<long>($"select count(*) from survey where dossier_id = '{dossier.Id}'")
        );
    }

    [Fact]
    public async Task The_token_itself_is_kept_nowhere()
    {
        var (dossier, opened, token) = await app.AnOpenSurvey("hoan-kiem");

        Assert.DoesNotContain(token, opened.SealedToken, StringComparison.Ordinal);
        Assert.Equal(
            0,
            await app.Scalar<long>($"select count(*) from survey s where s::text like '%{token}%'")
        );
        Assert.Equal(
            0,
            await app.Scalar<long>(
                $"select count(*) from event_log e where e.correlation = '{dossier.Id}' and e.body::text like '%{token}%'"
            )
        );
    }

    [Fact]
    public async Task A_result_that_is_reported_twice_opens_no_second_survey()
    {
        var dossier = new ReturnedDossier("hoan-kiem", app.Start);
        var message = Guid.CreateVersion7(app.Start);
        await app.Deliver(dossier.Resolved);

        Assert.Equal(DeliveryOutcome.Applied, await app.Deliver(dossier.Returned, message));
        Assert.Equal(DeliveryOutcome.Duplicate, await app.Deliver(dossier.Returned, message));
        Assert.Equal(
            DeliveryOutcome.Applied,
            await app.Deliver(dossier.Returned with { Sequence = 3 })
        );

        Assert.Single(await app.SurveysOf(dossier.Id));
    }

    [Fact]
    public async Task A_result_that_comes_before_the_decision_waits_for_it()
    {
        var dossier = new ReturnedDossier("hoan-kiem", app.Start);

        Assert.Equal(DeliveryOutcome.Held, await app.Deliver(dossier.Returned));
        Assert.Empty(await app.SurveysOf(dossier.Id));

        await app.Deliver(dossier.Resolved);
        Assert.Equal("hoan-kiem", Assert.Single(await app.SurveysOf(dossier.Id)).Agency);
    }
}

using System.Text.Json;
using HoanKiem.Testing;

namespace HoanKiem.Feedback.Tests.Surveys;

public sealed class GetSatisfactionTests(FeedbackApp app) : IClassFixture<FeedbackApp>
{
    [Fact]
    public async Task A_handful_of_ballots_has_no_rate_and_five_have_one()
    {
        const string agency = "cua-nam";
        // An open survey is not a ballot.
        await app.AnOpenSurvey(agency);
        Assert.Null(await Row(agency));

        foreach (var overall in new[] { 2, 1, 0, 2 })
            await Rate(agency, overall);
        var few = await Row(agency);
        Assert.Equal(4, few!.Value.GetProperty("ballots").GetInt32());
        Assert.Equal(JsonValueKind.Null, few.Value.GetProperty("satisfiedPercent").ValueKind);

        foreach (var overall in new[] { 0, 2 })
            await Rate(agency, overall);
        var enough = await Row(agency);
        Assert.Equal(6, enough!.Value.GetProperty("ballots").GetInt32());
        Assert.Equal(66.7m, enough.Value.GetProperty("satisfiedPercent").GetDecimal());
    }

    private async Task Rate(string agency, int overall)
    {
        var (_, _, token) = await app.AnOpenSurvey(agency);
        await (
            await app.Anyone()
                .PostJson(
                    "/v1/surveys/answers",
                    new
                    {
                        token,
                        overall,
                        reason = "Chờ lâu.",
                    }
                )
        ).Body();
    }

    private async Task<JsonElement?> Row(string agency) =>
        (await (await app.Anyone().Get("/v1/surveys/satisfaction")).Body())
            .GetProperty("items")
            .EnumerateArray()
            .Where(item => item.GetProperty("agency").GetString() == agency)
            .Select(item => (JsonElement?)item)
            .SingleOrDefault();
}

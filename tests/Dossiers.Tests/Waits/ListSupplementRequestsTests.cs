using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Waits;

public sealed class ListSupplementRequestsTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Fact]
    public async Task What_was_asked_for_is_listed_by_name_until_everything_has_come()
    {
        await _given.Submitted();
        Assert.Empty(await Requests(_given.Clerk));

        await _given.Act(
            "supplement-requests",
            new
            {
                paperCodes = new[] { "giay-khac" },
                reasonCode = "unclear",
                guidance = "Bản sao bị mờ",
            }
        );
        var asked = Assert.Single(await Requests(_given.Clerk));
        Assert.Equal("giay-khac", asked.GetProperty("papers")[0].GetProperty("code").GetString());
        Assert.False(
            string.IsNullOrEmpty(asked.GetProperty("papers")[0].GetProperty("name").GetString())
        );
        Assert.Equal(Given.Ward, asked.GetProperty("askedBy").GetString());
        Assert.Equal("Bản sao bị mờ", asked.GetProperty("guidance").GetString());
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            asked.GetProperty("completedAt").ValueKind
        );

        await _given.Act(
            "supplements",
            new { papers = new[] { new { code = "giay-khac", copies = 1 } } }
        );
        Assert.NotEqual(
            System.Text.Json.JsonValueKind.Null,
            Assert.Single(await Requests(_given.Clerk)).GetProperty("completedAt").ValueKind
        );
    }

    [Fact]
    public async Task Outside_ones_reach_there_are_none()
    {
        await _given.Submitted();
        await (
            await app.Officer("clerk-elsewhere", "cua-nam")
                .GetAsync($"/v1/dossiers/{_given.Id}/supplement-requests")
        ).ShouldBeRefused("not-found", 404);
    }

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> Requests(HttpClient who) =>
        [
            .. (await (await who.GetAsync($"/v1/dossiers/{_given.Id}/supplement-requests")).Body())
                .GetProperty("items")
                .EnumerateArray(),
        ];
}

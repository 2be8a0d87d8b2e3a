using System.Text.Json;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.LookUps;

public sealed class LookUpTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Fact]
    public async Task The_code_shows_where_it_is_what_it_waits_for_and_how_long_is_left()
    {
        await _given.Processing();
        await app.Deliver(_given.StepAssigned(Given.Ward));
        var whole = (await _given.LookUp()).GetProperty("dossier");
        Assert.Equal("Thẩm định", whole.GetProperty("heldBy")[0].GetProperty("step").GetString());
        Assert.Equal(
            "UBND phường hoan-kiem",
            whole.GetProperty("heldBy")[0].GetProperty("agencyName").GetString()
        );
        Assert.Equal(
            4 * 8 * 60,
            whole.GetProperty("timeLeft").GetProperty("remainingMinutes").GetInt32()
        );
        Assert.NotEqual(0, whole.GetProperty("explanation").GetArrayLength());

        await app.Deliver(_given.SupplementNeeded());
        var waiting = await _given.LookUp();
        Assert.Equal("Yêu cầu bổ sung giấy tờ", waiting.GetProperty("statusName").GetString());
        var wait = waiting.GetProperty("dossier").GetProperty("waitsFor")[0];
        Assert.Equal(
            ("paper", "giay-khac"),
            (wait.GetProperty("kind").GetString(), wait.GetProperty("papers")[0].GetString())
        );
        Assert.True(
            waiting
                .GetProperty("dossier")
                .GetProperty("timeLeft")
                .GetProperty("stopped")
                .GetBoolean()
        );
    }

    [Fact]
    public async Task The_number_alone_shows_only_how_far_it_is()
    {
        await _given.Accepted();
        var answer = await (
            await app.Anyone().PostJson("/v1/look-ups", new { number = _given.Number })
        ).Body();
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("dossier").ValueKind);
        Assert.Equal(2, answer.GetProperty("degree").GetProperty("step").GetInt32());
    }

    [Fact]
    public async Task What_is_not_there_looks_the_same_whichever_way_it_is_asked_for()
    {
        await app.WithCatalogue();
        var byCode = await (
            await app.Anyone().PostJson("/v1/look-ups", new { code = "00000-00000" })
        ).ShouldBeRefused("nothing-found", 404);
        var byNoCode = await (
            await app.Anyone().PostJson("/v1/look-ups", new { code = "no code" })
        ).ShouldBeRefused("nothing-found", 404);
        var byNumber = await (
            await app.Anyone().PostJson("/v1/look-ups", new { number = "000-1" })
        ).ShouldBeRefused("nothing-found", 404);
        Assert.Single(new[] { byCode, byNoCode, byNumber }.Select(Shape).Distinct());
        await (await app.Anyone().PostJson("/v1/look-ups", new { })).ShouldBeRefused(
            "invalid-members",
            400,
            "code"
        );
    }

    [Fact]
    public async Task The_list_shows_what_is_in_reach_page_by_page()
    {
        await app.WithCatalogue();
        for (var i = 0; i < 3; i++)
            await new Given(app).Submitted(by: app.Officer("clerk-1", Given.Ward));
        var first = await (await _given.Clerk.GetAsync("/v1/dossiers?status=1&limit=2")).Body();
        Assert.Equal(2, first.GetProperty("items").GetArrayLength());
        var second = await (
            await _given.Clerk.GetAsync(
                $"/v1/dossiers?status=1&limit=2&cursor={first.GetProperty("next").GetString()}"
            )
        ).Body();
        var ids = first
            .GetProperty("items")
            .EnumerateArray()
            .Concat(second.GetProperty("items").EnumerateArray())
            .Select(item => item.GetProperty("id").GetGuid())
            .ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.True(first.GetProperty("count").GetInt64() >= 3);
        var elsewhere = await (
            await app.Officer("clerk-of-the-centre", "ttpvhcc").GetAsync("/v1/dossiers")
        ).Body();
        Assert.Equal(0, elsewhere.GetProperty("count").GetInt64());
        await (await _given.Clerk.GetAsync("/v1/dossiers?cursor=x")).ShouldBeRefused(
            "invalid-members",
            400,
            "cursor"
        );
    }

    [Fact]
    public async Task The_history_says_when_what_and_by_whom()
    {
        await _given.Processing();
        var lines = (await _given.Get("/history")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            ["dossierSubmitted", "dossierAccepted", "processingStarted"],
            lines.Select(line => line.GetProperty("what").GetString())
        );
        Assert.Equal(
            ("clerk-1", "arrived", "accepted"),
            (
                lines[1].GetProperty("bySubject").GetString(),
                lines[1].GetProperty("from").GetString(),
                lines[1].GetProperty("to").GetString()
            )
        );
        Assert.Equal("service:routing", lines[2].GetProperty("bySubject").GetString());
    }

    [Fact]
    public async Task A_step_brings_the_dossier_into_the_reach_of_its_agency()
    {
        await _given.Processing();
        var other = app.Officer(
            "specialist-of-cua-nam",
            "cua-nam",
            Contracts.OfficerRole.Specialist
        );
        await (await other.GetAsync($"/v1/dossiers/{_given.Id}")).ShouldBeRefused("not-found", 404);
        await app.Deliver(_given.StepAssigned("cua-nam"));
        var dossier = await (await other.GetAsync($"/v1/dossiers/{_given.Id}")).Body();
        Assert.Equal(1, dossier.GetProperty("parties").GetArrayLength());
    }

    private static string Shape(JsonElement problem) =>
        string.Join(
            ',',
            problem
                .EnumerateObject()
                .Where(member => member.Name != "traceId")
                .Select(member => member.ToString())
        );
}

using System.Net;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Testing;

namespace HoanKiem.Feedback.Tests.Reports;

public sealed class ReportTests(FeedbackApp app) : IClassFixture<FeedbackApp>
{
    private const string Reports = "/v1/reports";

    [Fact]
    public async Task A_report_is_lodged_and_announced_without_its_content()
    {
        var lodged = await Lodge("cua-nam");
        var id = lodged.GetProperty("id").GetString()!;

        var received = Assert.Single(await app.Said<ReportReceived>(id));
        Assert.Equal((1L, "cua-nam", "scene"), (received.Sequence, received.Agency, received.Kind));
        Assert.Equal(app.Start, received.OccurredAt);
        Assert.Equal(
            0,
            await app.Scalar<long>(
                $"select count(*) from event_log where aggregate_id = '{id}' and body::text like '%vỉa hè%'"
            )
        );
    }

    [Fact]
    public async Task The_same_key_lodges_once_and_another_body_under_it_is_refused()
    {
        var (citizen, key) = (app.Citizen("citizen-key"), Guid.NewGuid().ToString("N"));

        var first = await (await citizen.PostJson(Reports, Body("cua-nam"), key)).Body();
        var second = await (await citizen.PostJson(Reports, Body("cua-nam"), key)).Body();
        await (await citizen.PostJson(Reports, Body("hoan-kiem"), key)).ShouldBeRefused(
            "idempotency-key-reused",
            422
        );

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(1, (await List(citizen)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_report_without_a_key_a_kind_or_a_text_is_refused()
    {
        var citizen = app.Citizen();

        await (await citizen.SendJson(HttpMethod.Post, Reports, Body("cua-nam"))).ShouldBeRefused(
            "idempotency-key-required",
            400
        );
        await (
            await citizen.PostJson(
                Reports,
                new
                {
                    agency = "cua-nam",
                    kind = "gossip",
                    title = "Vỉa hè",
                    content = "Vỉa hè bị lấn chiếm.",
                }
            )
        ).ShouldBeRefused("invalid-members", 400, "kind");
        await (await citizen.PostJson(Reports, new { agency = "cua-nam" })).ShouldBeRefused(
            "invalid-members",
            400,
            "content"
        );
    }

    [Fact]
    public async Task Only_a_citizen_lodges_and_only_an_officer_answers()
    {
        var officer = app.Officer("petition-1", "cua-nam", OfficerRole.PetitionOfficer);
        var id = (await Lodge("cua-nam")).GetProperty("id").GetString();

        await (await officer.PostJson(Reports, Body("cua-nam"))).ShouldBeRefused("forbidden", 403);
        await (await Answer(app.Citizen(), id, 1)).ShouldBeRefused("forbidden", 403);
        await (await Answer(app.Anyone(), id, 1)).ShouldBeRefused("unauthenticated", 401);
    }

    [Fact]
    public async Task An_answer_needs_the_version_that_was_read_and_is_given_once()
    {
        var officer = app.Officer("petition-1", "cua-nam", OfficerRole.PetitionOfficer);
        var id = (await Lodge("cua-nam")).GetProperty("id").GetString();

        await (await Answer(officer, id, null)).ShouldBeRefused("version-required", 428);
        await (await Answer(officer, id, 7)).ShouldBeRefused("stale-version", 412);
        Assert.Empty(await app.Said<ReportAnswered>(id));

        await (await Answer(officer, id, 1)).Body();
        await (await Answer(officer, id, 1)).ShouldBeRefused("stale-version", 412);
        await (await Answer(officer, id, 2)).ShouldBeRefused("report-answered", 409);

        var answered = Assert.Single(await app.Said<ReportAnswered>(id));
        // Without a due date nothing is late.
        Assert.Equal((2L, Timeliness.OnTime), (answered.Sequence, answered.Timeliness));
    }

    [Fact]
    public async Task Outside_its_reach_an_agency_finds_no_report()
    {
        var id = (await Lodge("hoan-kiem")).GetProperty("id").GetString();
        var other = app.Officer("petition-2", "cua-nam", OfficerRole.PetitionOfficer);
        var nowhere = app.Officer("petition-3");

        await (await Answer(other, id, 1)).ShouldBeRefused("report-unknown", 404);
        await (await Answer(nowhere, id, 1)).ShouldBeRefused("report-unknown", 404);
        Assert.DoesNotContain(id!, (await List(other)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_citizen_sees_only_their_own_and_the_answer_to_it()
    {
        var (mine, theirs) = (app.Citizen("citizen-7"), app.Citizen("citizen-8"));
        var id = (await Lodge("cua-nam", mine)).GetProperty("id").GetString();
        var officer = app.Officer("petition-1", "cua-nam", OfficerRole.PetitionOfficer);
        await (await Answer(officer, id, 1)).Body();

        var item = Assert.Single((await List(mine)).GetProperty("items").EnumerateArray().ToList());
        Assert.Equal(id, item.GetProperty("id").GetString());
        Assert.Equal("Đã xử lý.", item.GetProperty("answer").GetString());
        Assert.Equal(0, (await List(theirs)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Pages_follow_each_other_newest_first_without_a_gap()
    {
        var citizen = app.Citizen("citizen-9");
        var lodged = new List<string>();
        for (var i = 0; i < 5; i++)
            lodged.Insert(0, (await Lodge("cua-nam", citizen)).GetProperty("id").GetString()!);

        var read = new List<string>();
        for (string? next = ""; next is not null; )
        {
            var page = await List(citizen, $"?limit=2{next}");
            Assert.Equal(5, page.GetProperty("count").GetInt64());
            read.AddRange(
                page.GetProperty("items")
                    .EnumerateArray()
                    .Select(item => item.GetProperty("id").GetString()!)
            );
            next = page.GetProperty("next").GetString() is { } cursor
                ? "&cursor=" + Uri.EscapeDataString(cursor)
                : null;
        }

        Assert.Equal(lodged.Order(), read.Order());
        Assert.Equal(read.OrderDescending(StringComparer.Ordinal), read);
        await (await citizen.Get(Reports + "?cursor=nonsense")).ShouldBeRefused(
            "invalid-members",
            400,
            "cursor"
        );
    }

    private async Task<JsonElement> Lodge(string agency, HttpClient? citizen = null)
    {
        var answer = await (citizen ?? app.Citizen()).PostJson(Reports, Body(agency));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Body();
    }

    private static Task<HttpResponseMessage> Answer(HttpClient client, string? id, int? version) =>
        client.SendJson(
            HttpMethod.Post,
            $"{Reports}/{id}/answer",
            new { answer = "Đã xử lý." },
            version
        );

    private static async Task<JsonElement> List(HttpClient client, string query = "") =>
        await (await client.Get(Reports + query)).Body();

    private static object Body(string agency) =>
        new
        {
            agency,
            kind = "scene",
            title = "Vỉa hè",
            content = "Xe máy chiếm vỉa hè phố Hàng Bạc.",
        };
}

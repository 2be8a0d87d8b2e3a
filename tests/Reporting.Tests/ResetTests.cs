using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Testing;

namespace HoanKiem.Reporting.Tests;

/// <summary>Nothing in Reporting is a source: all of it can be thrown away and counted again.</summary>
public sealed class ResetTests(ReportingApp app) : IClassFixture<ReportingApp>
{
    [Fact]
    public async Task Counting_everything_again_gives_the_same_figures()
    {
        var stopped = new Life("hang-bac", app.Start, channel: Channel.Post);
        var open = new Life("cua-dong", app.Start, "1.004873");
        object[] events =
        [
            .. new Life("hang-bac", app.Start).Whole(Timeliness.Early),
            .. new Life("hang-bac", app.Start).Whole(Timeliness.Late),
            .. new Life("cua-dong", app.Start, "1.004873").Whole(Timeliness.OnTime),
            stopped.Submitted(),
            stopped.Accepted(),
            stopped.Stopped(),
            open.Submitted(),
            open.Accepted(app.Start.AddDays(-1)),
        ];
        await app.DeliverAll(events);
        await app.Deliver(new SurveyAnswered(Guid.NewGuid(), 1, app.Start, open.Id, "hang-bac", 2));
        var before = await Everything();
        Assert.Contains("\"surveysAnswered\"", before, StringComparison.Ordinal);

        var administrator = app.Officer(
            "administrator-1",
            "quan-hoan-kiem",
            OfficerRole.Administrator
        );
        var reset = await (
            await administrator.PostJson(
                "/operations/messaging/reset",
                new { producer = ResourceNames.Dossiers }
            )
        ).Body();

        Assert.Equal("reporting.from-dossiers", reset.GetProperty("queue").GetString());
        Assert.Equal(0, (await app.Total("hang-bac")).Received);
        Assert.Equal(0, await app.Figure("accepted"));
        // What was counted from others is still there.
        Assert.Equal(1, await app.Figure("surveysAnswered"));

        await app.DeliverAll(events);
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task Only_an_administrator_may_forget() =>
        await (
            await app.Officer("leader-2", "hang-bac", OfficerRole.Leader)
                .PostJson("/operations/messaging/reset", new { producer = ResourceNames.Dossiers })
        ).ShouldBeRefused("forbidden", 403);

    private async Task<string> Everything()
    {
        var officer = app.Officer("leader-1");
        var parts = new List<string>();
        foreach (
            var url in new[]
            {
                "/v1/on-time?by=agency",
                "/v1/on-time?by=procedure",
                "/v1/on-time?by=channel",
                "/v1/on-time?by=month",
                "/v1/figures",
            }
        )
            parts.Add((await (await officer.Get(url)).Body()).GetRawText());
        return string.Join('\n', parts);
    }
}

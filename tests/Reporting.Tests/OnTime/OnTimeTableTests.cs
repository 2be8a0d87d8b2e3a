using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Reporting.OnTime;
using HoanKiem.Testing;

namespace HoanKiem.Reporting.Tests.OnTime;

public sealed class OnTimeTableTests(ReportingApp app) : IClassFixture<ReportingApp>
{
    [Fact]
    public async Task The_columns_add_up_after_every_event()
    {
        const string agency = "hang-bac";
        Life Next() => new(agency, app.Start);
        var (early, onTime, late) = (Next(), Next(), Next());
        var (withdrawn, stopped, open) = (Next(), Next(), Next());
        object[] events =
        [
            .. early.Whole(Timeliness.Early),
            .. onTime.Whole(Timeliness.OnTime),
            .. late.Whole(Timeliness.Late),
            withdrawn.Submitted(),
            withdrawn.Accepted(),
            withdrawn.Withdrawn(),
            stopped.Submitted(),
            stopped.Accepted(),
            stopped.Stopped(),
            open.Submitted(),
            open.Accepted(app.Start.AddDays(7)),
        ];

        foreach (var happened in events)
        {
            await app.Deliver(happened);
            var table = await app.Table($"agency={agency}");
            Assert.True(Counts.Of(table.GetProperty("total")).AddsUp, happened.ToString());
            Assert.All(
                table.GetProperty("rows").EnumerateArray(),
                row => Assert.True(Counts.Of(row).AddsUp, happened.ToString())
            );
        }

        Assert.Equal(new Counts(6, 1, 1, 1, 2, 1, 0, 66.67m), await app.Total(agency));
    }

    [Fact]
    public async Task What_comes_twice_counts_once()
    {
        const string agency = "cua-dong";
        var life = new Life(agency, app.Start).Whole(Timeliness.OnTime);
        var messages = life.Select(happened => (happened, Id: Guid.CreateVersion7(app.Start)))
            .ToList();

        foreach (var (happened, id) in messages)
        {
            Assert.Equal(DeliveryOutcome.Applied, await app.Deliver(happened, id));
            Assert.Equal(DeliveryOutcome.Duplicate, await app.Deliver(happened, id));
        }

        Assert.Equal(new Counts(1, 0, 1, 0, 0, 0, 0, 100m), await app.Total(agency));
    }

    [Fact]
    public async Task What_comes_before_its_turn_waits_and_the_table_is_the_same()
    {
        const string agency = "hang-gai";
        var life = new Life(agency, app.Start).Whole(Timeliness.Late);

        var outcomes = await app.DeliverAll(life[3], life[2], life[1]);
        Assert.All(outcomes, outcome => Assert.Equal(DeliveryOutcome.Held, outcome));
        Assert.Equal(0, (await app.Total(agency)).Received);

        await app.Deliver(life[0]);
        Assert.Equal(new Counts(1, 0, 0, 1, 0, 0, 0, 0m), await app.Total(agency));
    }

    [Fact]
    public async Task A_decided_dossier_is_never_judged_again()
    {
        const string agency = "trang-tien";
        var life = new Life(agency, app.Start);
        await app.DeliverAll(life.Whole(Timeliness.OnTime));

        await app.DeliverAll(life.Withdrawn(), life.Resolved(Timeliness.Late));

        Assert.Equal(new Counts(1, 0, 1, 0, 0, 0, 0, 100m), await app.Total(agency));
    }

    [Fact]
    public async Task What_was_never_accepted_counts_nowhere()
    {
        const string agency = "ly-thai-to";
        var refused = new Life(agency, app.Start);
        var withdrawn = new Life(agency, app.Start);

        await app.DeliverAll(
            refused.Submitted(),
            refused.Refused(),
            withdrawn.Submitted(),
            withdrawn.Withdrawn()
        );

        var table = await app.Table($"agency={agency}");
        Assert.Equal(0, table.GetProperty("rows").GetArrayLength());
        Assert.Equal(0, (await app.Total(agency)).Received);
    }

    [Fact]
    public async Task An_open_dossier_is_overdue_until_its_date_is_moved()
    {
        const string agency = "hang-dao";
        var life = new Life(agency, app.Start);
        var (missed, moved) = (app.Start.AddHours(-1), app.Start.AddDays(3));
        await app.DeliverAll(life.Submitted(), life.Accepted(missed));
        Assert.Equal(1, (await app.Total(agency)).Overdue);

        await app.Deliver(life.Extended(missed, moved));

        Assert.Equal(new Counts(1, 0, 0, 0, 0, 1, 0, null), await app.Total(agency));
    }

    [Fact]
    public async Task A_dossier_stays_in_the_month_and_channel_of_its_acceptance()
    {
        const string agency = "hang-trong";
        // 23:30 in Hà Nội on 30 November is still November; half an hour later it is not.
        var november = new Life(agency, new(2026, 11, 30, 16, 30, 0, TimeSpan.Zero));
        var december = new Life(
            agency,
            new(2026, 11, 30, 17, 0, 0, TimeSpan.Zero),
            "1.004873",
            Channel.Online
        );
        await app.DeliverAll(november.Submitted(), november.Accepted());
        november.Now = november.Now.AddDays(20);
        await app.DeliverAll(november.Resolved(Timeliness.Early));
        await app.DeliverAll(december.Submitted(), december.Accepted());

        async Task<string[]> Names(string by) =>
            [
                .. (await app.Table($"by={by}&agency={agency}"))
                    .GetProperty("rows")
                    .EnumerateArray()
                    .Select(row => row.GetProperty("name").GetString()!),
            ];
        Assert.Equal(["2026-11-01", "2026-12-01"], await Names("month"));
        Assert.Equal(["counter", "online"], await Names("channel"));
        Assert.Equal(["1.004873", "2.000815"], await Names("procedure"));
        Assert.Equal([agency], await Names("agency"));
        Assert.Equal(
            1,
            Counts
                .Of((await app.Table($"agency={agency}&to=2026-11-30")).GetProperty("total"))
                .Early
        );
    }

    [Fact]
    public async Task An_unknown_way_to_cut_the_table_is_refused() =>
        await (await app.Officer("leader-1").Get("/v1/on-time?by=officer")).ShouldBeRefused(
            "invalid-members",
            400,
            "by"
        );

    [Fact]
    public async Task The_table_is_for_those_who_are_signed_in() =>
        await (await app.Anyone().Get("/v1/on-time")).ShouldBeRefused("unauthenticated", 401);

    [Theory]
    [InlineData(360466, 360528, "99.98")]
    [InlineData(99999, 100000, "99.99")]
    [InlineData(999999, 1000000, "99.99")]
    [InlineData(5, 5, "100")]
    [InlineData(2, 3, "66.67")]
    [InlineData(0, 7, "0")]
    [InlineData(0, 0, null)]
    public void A_share_never_rounds_up_to_everything(long part, long whole, string? percent) =>
        Assert.Equal(
            percent is null
                ? null
                : decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture),
            GetOnTimeTable.Percent(part, whole)
        );
}

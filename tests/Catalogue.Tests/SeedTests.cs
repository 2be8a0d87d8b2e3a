using System.Text;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;

namespace HoanKiem.Catalogue.Tests;

[Collection(nameof(SeededCatalogue))]
public sealed class SeedTests(SeededCatalogue app)
{
    [Fact]
    public async Task The_seed_has_319_procedures_and_tells_of_every_version_once()
    {
        var published = (await app.Events()).Where(e => e.Is<ProcedurePublished>()).ToArray();
        Assert.Equal(319, await app.Scalar<long>("select count(*) from procedure"));
        Assert.Equal(
            await app.Scalar<long>("select count(*) from procedure_version"),
            published.Length
        );
        Assert.Equal(319, published.Select(e => e.AggregateId).Distinct().Count());
    }

    [Fact]
    public async Task Events_of_an_aggregate_are_dense_from_one()
    {
        foreach (var life in (await app.Events()).GroupBy(e => e.AggregateId))
            Assert.Equal(
                Enumerable.Range(1, life.Count()).Select(n => (long)n),
                life.Select(e => e.Sequence)
            );
    }

    [Fact]
    public async Task Agencies_successions_and_the_calendar_are_told()
    {
        var events = await app.Events();
        Assert.Equal(50, events.Count(e => e.Is<AgencyRegistered>()));
        Assert.Equal(18, events.Count(e => e.Is<AgencySucceeded>()));
        var calendar = Assert
            .Single(events, e => e.Is<WorkingCalendarPublished>())
            .As<WorkingCalendarPublished>();
        Assert.Contains(
            calendar.Days,
            day => day.Date == new DateOnly(2026, 11, 24) && day.Kind == "off"
        );
        Assert.Contains(
            calendar.Days,
            day => day.Date == new DateOnly(2019, 5, 4) && day.Kind == "made-up"
        );
        Assert.DoesNotContain(calendar.ClockHours, hours => hours.Day == DayOfWeek.Saturday);
        Assert.Contains(calendar.ReceptionHours, hours => hours.Day == DayOfWeek.Saturday);
    }

    [Fact]
    public async Task The_four_procedures_that_were_replaced_are_withdrawn_on_08_09_2026()
    {
        var withdrawn = (await app.Events())
            .Where(e => e.Is<ProcedureWithdrawn>())
            .Select(e => e.As<ProcedureWithdrawn>())
            .ToArray();
        Assert.Equal(
            ["2.000986", "2.001023", "2.002621", "2.002622"],
            withdrawn.Select(e => e.ProcedureCode).Order()
        );
        Assert.All(withdrawn, e => Assert.Equal(new DateOnly(2026, 9, 8), e.ValidTo));
    }

    [Fact]
    public async Task Codes_of_the_reform_begin_with_it_and_every_version_after_it_is_of_the_ward()
    {
        foreach (
            var version in (await app.Events())
                .Where(e => e.Is<ProcedurePublished>())
                .Select(e => e.As<ProcedurePublished>())
        )
        {
            if (
                version.ProcedureCode[..5] is "1.013" or "1.014" or "1.116"
                || string.CompareOrdinal(version.ProcedureCode, "3.000400") >= 0
                    && version.ProcedureCode[0] == '3'
            )
                Assert.True(version.ValidFrom >= new DateOnly(2025, 7, 1), version.VersionId);
            if (version.ValidFrom >= new DateOnly(2025, 7, 1))
                Assert.Equal("ward", version.Level);
            else
                Assert.True(version.ValidTo <= new DateOnly(2025, 6, 30), version.VersionId);
            Assert.True(version.Name.IsNormalized(NormalizationForm.FormC));
        }
    }

    [Fact]
    public async Task What_is_unknown_stays_unknown_and_a_fee_of_nothing_is_not_asked_for()
    {
        var versions = (await app.Events())
            .Where(e => e.Is<ProcedurePublished>())
            .Select(e => e.As<ProcedurePublished>())
            .ToArray();
        Assert.Equal(
            87,
            versions.Where(v => v.Limit is null).Select(v => v.ProcedureCode).Distinct().Count()
        );
        Assert.All(versions, v => Assert.DoesNotContain(v.Fees, fee => fee.Amount <= 0));
        Assert.DoesNotContain(versions, v => v.Limit is { Value: 0 });
    }

    [Fact]
    public async Task A_supplement_restarts_or_resumes_the_clock_as_the_rule_of_the_day_says()
    {
        Assert.Equal(SupplementRule.Resume, await Rule("1.004873", new(2018, 6, 20)));
        Assert.Equal(SupplementRule.Restart, await Rule("1.004873", new(2018, 6, 21)));
        Assert.Equal(SupplementRule.Resume, await Rule("2.000986", new(2019, 5, 14)));
        Assert.Equal(SupplementRule.Resume, await Rule("3.000722", new(2026, 11, 23)));
    }

    private async Task<SupplementRule> Rule(string code, DateOnly on) =>
        (await app.Events("procedure/" + code))
            .Where(e => e.Is<ProcedurePublished>())
            .Select(e => e.As<ProcedurePublished>())
            .Single(v => v.ValidFrom <= on && (v.ValidTo is null || on <= v.ValidTo))
            .SupplementRule;
}

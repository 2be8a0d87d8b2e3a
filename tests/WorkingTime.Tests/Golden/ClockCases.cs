using System.Globalization;

namespace HoanKiem.WorkingTime.Tests.Golden;

/// <summary>The named cases of clocks.csv: what waits do to the clock.</summary>
public sealed class ClockCases
{
    public static IEnumerable<TheoryDataRow<string, int, string, string, string, string>> Cases() =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "clocks.csv"))
            .Skip(1)
        let c = line.Split(';')
        select new TheoryDataRow<string, int, string, string, string, string>(
            c[1],
            int.Parse(c[2], CultureInfo.InvariantCulture),
            c[3],
            c[4],
            c[5],
            c[6]
        )
        {
            TestDisplayName = $"{c[0]} [{c[7]}]",
        };

    [Theory, MemberData(nameof(Cases))]
    public void A_clock_that_stood_ends_when_the_law_says(
        string received,
        int limit,
        string unit,
        string supplement,
        string waits,
        string due
    )
    {
        var clock = new LegalClock(
            Calendars.HaNoi,
            new TimeLimit(limit, Local.Unit(unit)),
            Local.Time(received),
            Enum.Parse<SupplementRule>(supplement, ignoreCase: true),
            [.. waits.Split('|').Select(Local.Wait)]
        );

        Assert.Equal(due, Local.Text(clock.Due(asOf: Local.Time("31/12/2026 12:00")).DueAt));
    }

    /// <summary>
    /// Published limit: what comes after 15:00 is due on the next working day, and a Saturday on which the office receives is none. A wait
    /// (tạm dừng thời hạn) takes nothing from the office, so one that is over before that Monday does not make a Saturday of it.
    /// </summary>
    [Theory]
    [InlineData("", "24/03/2025 17:00")]
    [InlineData("money 21/03/2025 16:30 > 22/03/2025 02:07", "24/03/2025 17:00")]
    [InlineData("papers 21/03/2025 16:59 > 22/03/2025 09:00", "24/03/2025 17:00")]
    [InlineData("money 21/03/2025 16:59 > 24/03/2025 16:00", "25/03/2025 17:00")]
    public void A_wait_that_is_over_before_the_clock_begins_does_not_let_it_begin_earlier(
        string wait,
        string due
    )
    {
        foreach (var rule in new[] { SupplementRule.Resume, SupplementRule.Restart })
        {
            var clock = new LegalClock(
                Calendars.OpenOnSaturdays,
                TimeLimit.SameDay,
                Local.Time("21/03/2025 16:59"),
                rule,
                wait.Length == 0 ? [] : [Local.Wait(wait)]
            );
            Assert.Equal(due, Local.Text(clock.Due(Local.Time("31/12/2026 12:00")).DueAt));
        }
    }

    [Fact]
    public void While_papers_are_awaited_the_clock_stands_and_the_due_date_moves_with_every_day()
    {
        var clock = new LegalClock(
            Calendars.HaNoi,
            TimeLimit.WorkingDays(5),
            Local.Time("14/05/2019 09:00"),
            SupplementRule.Restart,
            [new(Local.Time("16/05/2019 10:00"), null, WaitKind.Papers)]
        );

        Assert.True(clock.Read(Local.Time("17/05/2019 10:00")).Stopped);
        Assert.Equal(
            "24/05/2019 17:00",
            Local.Text(clock.Due(Local.Time("17/05/2019 10:00")).DueAt)
        );
        Assert.Equal(
            "28/05/2019 17:00",
            Local.Text(clock.Due(Local.Time("21/05/2019 10:00")).DueAt)
        );
    }

    [Fact]
    public void Before_a_wait_opens_the_clock_does_not_know_of_it()
    {
        var clock = new LegalClock(
            Calendars.HaNoi,
            TimeLimit.WorkingDays(5),
            Local.Time("14/05/2019 09:00"),
            SupplementRule.Restart,
            [new(Local.Time("16/05/2019 10:00"), null, WaitKind.Papers)]
        );

        Assert.False(clock.Read(Local.Time("15/05/2019 10:00")).Stopped);
        Assert.Equal(
            "21/05/2019 17:00",
            Local.Text(clock.Due(Local.Time("15/05/2019 10:00")).DueAt)
        );
    }

    [Fact]
    public void A_reading_splits_the_elapsed_time_into_processing_and_waiting()
    {
        var clock = new LegalClock(
            Calendars.HaNoi,
            TimeLimit.WorkingHours(8),
            Local.Time("14/05/2019 09:00"),
            SupplementRule.Resume,
            [new(Local.Time("14/05/2019 10:00"), Local.Time("14/05/2019 14:30"), WaitKind.Papers)]
        );

        var reading = clock.Read(Local.Time("15/05/2019 09:00"));

        // 09:00–10:00, 14:30–17:00 and 08:00–09:00 worked; 10:00–12:00 and 13:00–14:30 waited.
        Assert.Equal((270, 210), (reading.ProcessingMinutes, reading.WaitingMinutes));
        Assert.Equal((210, 0), (reading.RemainingMinutes, reading.OverdueMinutes));
        Assert.Equal(480, reading.Due.Explanation.Sum(l => l.Counted));
    }
}

using System.Text.Json;

namespace HoanKiem.WorkingTime.Tests;

public sealed class CalendarTests
{
    /// <summary>Working days of each year as the official notices have them.</summary>
    [Theory]
    [InlineData(2016, 251)]
    [InlineData(2017, 250)]
    [InlineData(2018, 250)]
    [InlineData(2019, 252)]
    [InlineData(2020, 252)]
    [InlineData(2021, 250)]
    [InlineData(2022, 249)]
    [InlineData(2023, 249)]
    [InlineData(2024, 251)]
    [InlineData(2025, 250)]
    [InlineData(2026, 249)]
    public void A_year_has_the_working_days_of_its_notice(int year, int expected)
    {
        var first = new DateOnly(year, 1, 1);
        var days = Enumerable.Range(0, new DateOnly(year, 12, 31).DayOfYear).Select(first.AddDays);

        Assert.Equal(expected, days.Count(Calendars.HaNoi.IsWorkingDay));
    }

    [Fact]
    public void A_calendar_survives_json_and_counts_the_same()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        var json = JsonSerializer.Serialize(Calendars.OpenOnSaturdays.ToData(), options);
        var again = WorkingCalendar.From(JsonSerializer.Deserialize<CalendarData>(json, options)!);
        var received = Local.Time("21/11/2026 09:00");

        Assert.Contains("\"swap_work\"", json, StringComparison.Ordinal);
        Assert.Equal(Calendars.OpenOnSaturdays.Version, again.Version);
        Assert.Equivalent(
            DueDate.Compute(Calendars.OpenOnSaturdays, TimeLimit.WorkingDays(20), received),
            DueDate.Compute(again, TimeLimit.WorkingDays(20), received),
            strict: true
        );
    }

    [Fact]
    public void A_limit_survives_json()
    {
        var limit = new TimeLimit(3, LimitUnit.WorkingDay, new(15, 0));

        Assert.Equal(limit, JsonSerializer.Deserialize<TimeLimit>(JsonSerializer.Serialize(limit)));
    }

    [Fact]
    public void A_date_listed_twice_is_refused()
    {
        var data = Calendars.Data();

        Assert.Throws<ArgumentException>(() =>
            WorkingCalendar.From(data with { Days = [.. data.Days, data.Days[0]] })
        );
    }
}

using HoanKiem.Testing;

namespace HoanKiem.Catalogue.Tests.Calendars;

[Collection(nameof(SeededCatalogue))]
public sealed class CalendarTests(SeededCatalogue app)
{
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
    public async Task Every_year_has_the_working_days_that_were_announced(int year, int days) =>
        Assert.Equal(
            days,
            (await app.Get($"/v1/calendars/{year}")).GetProperty("workingDays").GetInt32()
        );

    [Fact]
    public async Task The_edition_by_its_version_has_all_days_and_hours()
    {
        var calendar = await app.Get("/v1/calendars/hanoi-2016-2026.1");
        Assert.Equal(161, calendar.GetProperty("days").GetArrayLength());
        Assert.Equal(10, calendar.GetProperty("clockHours").GetArrayLength());
        Assert.Equal(11, calendar.GetProperty("receptionHours").GetArrayLength());
    }

    [Theory]
    [InlineData("2027")]
    [InlineData("2015")]
    [InlineData("0000")]
    [InlineData("hanoi-1")]
    public async Task A_calendar_that_nobody_published_is_refused(string name) =>
        await (await app.Anyone().GetAsync("/v1/calendars/" + name)).ShouldBeRefused(
            "calendar-unknown",
            404
        );
}

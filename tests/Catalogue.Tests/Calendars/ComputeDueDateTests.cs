using HoanKiem.Testing;

namespace HoanKiem.Catalogue.Tests.Calendars;

[Collection(nameof(SeededCatalogue))]
public sealed class ComputeDueDateTests(SeededCatalogue app)
{
    [Theory]
    // A real receipt: Friday 27/10/2023 09:32, five working days.
    [InlineData(
        "hang-bac",
        "2023-10-27T09:32:00+07:00",
        "limit=5&unit=working_day",
        "2023-11-03T17:00:00+07:00",
        5
    )]
    // 24/11/2026 is a day off.
    [InlineData(
        "hoan-kiem",
        "2026-11-23T09:00:00+07:00",
        "limit=1&unit=working_day",
        "2026-11-25T17:00:00+07:00",
        1
    )]
    [InlineData(
        "hoan-kiem",
        "2026-11-23T13:00:00+07:00",
        "limit=8&unit=working_hour",
        "2026-11-25T12:00:00+07:00",
        480
    )]
    // Received in UTC it is still the same legal day.
    [InlineData(
        "hang-bac",
        "2019-05-13T17:30:00Z",
        "limit=3&unit=workingDay",
        "2019-05-17T17:00:00+07:00",
        3
    )]
    [InlineData(
        "hang-bac",
        "2019-05-14T15:30:00+07:00",
        "unit=same_day&cutOff=15:00",
        "2019-05-15T17:00:00+07:00",
        0
    )]
    [InlineData(
        "hang-bac",
        "2019-05-14T14:30:00+07:00",
        "unit=same_day",
        "2019-05-14T17:00:00+07:00",
        0
    )]
    // The make-up Saturday 04/05/2019 counts, 29/04 to 01/05 do not.
    [InlineData(
        "hang-bac",
        "2019-04-26T10:00:00+07:00",
        "limit=3&unit=working_day",
        "2019-05-04T17:00:00+07:00",
        3
    )]
    // The 15th calendar day, 29/05/2019, is a Wednesday.
    [InlineData(
        "hang-bac",
        "2019-05-14T10:00:00+07:00",
        "limit=15&unit=calendar_day",
        "2019-05-29T17:00:00+07:00",
        15
    )]
    public async Task A_limit_ends_when_the_law_says_and_the_lines_add_up(
        string agency,
        string from,
        string limit,
        string dueAt,
        int counted
    )
    {
        var due = await app.Get(
            $"/v1/working-time/due-date?agency={agency}&from={Uri.EscapeDataString(from)}&{limit}"
        );
        Assert.Equal(dueAt, due.GetProperty("dueAt").GetString());
        Assert.Equal(dueAt[..10], due.GetProperty("dueDate").GetString());
        Assert.False(due.GetProperty("provisional").GetBoolean());
        Assert.Equal(counted, due.GetProperty("counted").GetInt32());
        Assert.NotEmpty(due.GetProperty("lines").EnumerateArray());
        Assert.All(
            due.GetProperty("lines").EnumerateArray(),
            line =>
            {
                Assert.NotEqual("", line.GetProperty("vi").GetString());
                Assert.NotEqual(
                    line.GetProperty("vi").GetString(),
                    line.GetProperty("en").GetString()
                );
                Assert.NotEqual("", line.GetProperty("law").GetString());
            }
        );
    }

    [Fact]
    public async Task The_day_off_is_named_in_the_sum()
    {
        var due = await app.Get(
            "/v1/working-time/due-date?agency=hoan-kiem&from=2026-11-23T09:00:00%2B07:00&limit=1&unit=working_day"
        );
        Assert.Contains(
            due.GetProperty("lines").EnumerateArray(),
            line =>
                line.GetProperty("vi")
                    .GetString()!
                    .Contains("Ngày Văn hóa Việt Nam", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Beyond_the_published_calendar_the_date_is_provisional() =>
        Assert.True(
            (
                await app.Get(
                    "/v1/working-time/due-date?agency=hoan-kiem&from=2026-12-30T09:00:00%2B07:00&limit=5&unit=working_day"
                )
            )
                .GetProperty("provisional")
                .GetBoolean()
        );

    [Fact]
    public async Task A_plus_sign_that_was_not_encoded_is_understood() =>
        Assert.Equal(
            "2026-11-23T09:00:00+07:00",
            (
                await app.Get(
                    "/v1/working-time/due-date?agency=hoan-kiem&from=2026-11-23T09:00:00+07:00&limit=1&unit=working_day"
                )
            )
                .GetProperty("from")
                .GetString()
        );

    [Theory]
    [InlineData("agency=hoan-kiem&from=2026-11-23T09:00:00Z&limit=1&unit=weeks", "unit")]
    [InlineData("agency=hoan-kiem&from=2026-11-23T09:00:00Z&limit=1&unit=1", "unit")]
    [InlineData("agency=hoan-kiem&from=2026-11-23T09:00:00Z&limit=0&unit=working_day", "limit")]
    [InlineData("agency=hoan-kiem&from=2026-11-23T09:00:00Z&limit=-3&unit=working_hour", "limit")]
    [InlineData(
        "agency=hoan-kiem&from=2026-11-23T09:00:00Z&limit=100000&unit=working_day",
        "limit"
    )]
    [InlineData("agency=hoan-kiem&from=2026-11-23T09:00:00Z&unit=working_day", "limit")]
    [InlineData("agency=hoan-kiem&from=2026-11-23T09:00:00Z&limit=three&unit=working_day", "limit")]
    [InlineData("agency=hoan-kiem&from=2026-11-23T09:00:00&limit=1&unit=working_day", "from")]
    [InlineData("agency=hoan-kiem&from=yesterday&limit=1&unit=working_day", "from")]
    [InlineData("agency=hoan-kiem&from=2500-01-01T09:00:00Z&limit=1&unit=working_day", "from")]
    [InlineData("agency=hoan-kiem&from=0001-01-01T00:00:00Z&limit=1&unit=working_day", "from")]
    [InlineData(
        "agency=hoan-kiem&from=2026-11-23T09:00:00Z&limit=1&unit=working_day&cutOff=3pm",
        "cutOff"
    )]
    [InlineData("agency=hoan-kiem&limit=1&unit=working_day", "from")]
    [InlineData("from=2026-11-23T09:00:00Z&limit=1&unit=working_day", "agency")]
    public async Task An_impossible_question_names_the_member_at_fault(
        string query,
        string member
    ) =>
        await (await app.Anyone().GetAsync("/v1/working-time/due-date?" + query)).ShouldBeRefused(
            "invalid-members",
            400,
            member
        );

    [Fact]
    public async Task An_agency_that_is_unknown_or_gone_is_refused()
    {
        await (
            await app.Anyone()
                .GetAsync(
                    "/v1/working-time/due-date?agency=atlantis&from=2026-11-23T09:00:00Z&limit=1&unit=working_day"
                )
        ).ShouldBeRefused("agency-not-found", 404, "agency");
        await (
            await app.Anyone()
                .GetAsync(
                    "/v1/working-time/due-date?agency=hang-bac&from=2026-11-23T09:00:00Z&limit=1&unit=working_day"
                )
        ).ShouldBeRefused("agency-not-in-force", 422, "agency");
    }
}

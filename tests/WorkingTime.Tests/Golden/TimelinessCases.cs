namespace HoanKiem.WorkingTime.Tests.Golden;

/// <summary>Early, on time, late: dates of the legal zone are compared.</summary>
public sealed class TimelinessCases
{
    /// <summary>A refusal after examination is a result and is judged the same (Điều 19 khoản 8).</summary>
    [Theory]
    [InlineData("02/11/2023 23:59", TimelinessClass.Early)]
    [InlineData("03/11/2023 00:10", TimelinessClass.OnTime)]
    [InlineData("03/11/2023 17:00", TimelinessClass.OnTime)]
    [InlineData("03/11/2023 22:00", TimelinessClass.OnTime)]
    [InlineData("04/11/2023 00:00", TimelinessClass.Late)]
    public void The_legal_date_of_the_signature_decides(string decided, TimelinessClass expected) =>
        Assert.Equal(
            expected,
            Timeliness.Judge(Local.Time(decided), Local.Time("03/11/2023 17:00"))
        );

    [Fact]
    public void Without_a_known_limit_a_dossier_is_on_time() =>
        Assert.Equal(
            TimelinessClass.OnTime,
            Timeliness.Judge(Local.Time("03/11/2023 17:00"), null)
        );

    [Theory]
    [InlineData("14/05/2019 10:32", 0)]
    [InlineData("14/05/2019 10:00", -32)]
    [InlineData("14/05/2019 13:30", 118)]
    [InlineData("15/05/2019 08:10", 338)]
    public void Limits_in_hours_also_show_working_minutes(string decided, int minutes) =>
        Assert.Equal(
            minutes,
            Timeliness.MinutesLate(
                Calendars.HaNoi,
                Local.Time(decided),
                Local.Time("14/05/2019 10:32")
            )
        );

    [Fact]
    public void An_open_dossier_whose_clock_stands_is_not_overdue()
    {
        var due = Local.Time("03/11/2023 17:00");

        Assert.False(Timeliness.IsOverdue(Local.Time("03/11/2023 20:00"), due, stopped: false));
        Assert.True(Timeliness.IsOverdue(Local.Time("04/11/2023 08:00"), due, stopped: false));
        Assert.False(Timeliness.IsOverdue(Local.Time("04/11/2023 08:00"), due, stopped: true));
        Assert.False(Timeliness.IsOverdue(Local.Time("04/11/2023 08:00"), null, stopped: false));
    }

    /// <summary>A promise on a receipt may move later, never earlier.</summary>
    [Theory]
    [InlineData("24/11/2026 17:00", "25/11/2026 17:00", true)]
    [InlineData("26/11/2026 17:00", "26/11/2026 17:00", false)]
    public void A_late_calendar_moves_the_promise_only_later(
        string promised,
        string expected,
        bool moved
    )
    {
        var recomputed = DueDate.Compute(
            Calendars.HaNoi,
            TimeLimit.WorkingDays(1),
            Local.Time("23/11/2026 09:00")
        );

        var promise = Promise.Recompute(Local.Time(promised), recomputed);

        Assert.Equal((expected, moved), (Local.Text(promise.PromisedDueAt), promise.Moved));
        Assert.Equal("25/11/2026 17:00", Local.Text(promise.LegalDueAt));
        Assert.Contains(expected[..10], promise.Vietnamese, StringComparison.Ordinal);
    }
}

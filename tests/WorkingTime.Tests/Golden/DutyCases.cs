namespace HoanKiem.WorkingTime.Tests.Golden;

/// <summary>What the office owes by a moment.</summary>
public sealed class DutyCases
{
    /// <summary>Nghị định 61/2018, Điều 18 khoản 2 và khoản 3.</summary>
    [Theory]
    [InlineData("14/05/2019 09:00", "14/05/2019 17:00")]
    [InlineData("14/05/2019 15:00", "14/05/2019 17:00")]
    [InlineData("14/05/2019 15:01", "15/05/2019 08:00")]
    [InlineData("17/05/2019 16:00", "20/05/2019 08:00")]
    [InlineData("18/05/2019 10:00", "20/05/2019 08:00")]
    [InlineData("23/11/2026 15:30", "25/11/2026 08:00")]
    public void Papers_go_on_the_same_day_or_first_thing_on_the_next(string received, string by)
    {
        var duty = Duty.HandOver(Calendars.HaNoi, Local.Time(received));

        Assert.Equal(by, Local.Text(duty.By.DueAt));
        Assert.Equal("Nghị định 61/2018/NĐ-CP, Điều 18 khoản 2 và khoản 3", Law.Cite(duty.Basis));
    }

    /// <summary>Nghị định 61/2018, Điều 19 khoản 4: không quá 03 ngày làm việc kể từ ngày tiếp nhận.</summary>
    [Theory]
    [InlineData("14/05/2019 09:00", "17/05/2019 17:00")]
    [InlineData("23/11/2026 09:00", "27/11/2026 17:00")]
    public void A_supplement_is_asked_for_within_three_working_days(string received, string by)
    {
        var duty = Duty.SupplementRequest(Calendars.HaNoi, Local.Time(received));

        Assert.Equal((by, Law.Supplement), (Local.Text(duty.By.DueAt), duty.Basis));
    }

    /// <summary>Nghị định 45/2020: 08 giờ làm việc.</summary>
    [Theory]
    [InlineData("14/05/2019 10:00", "15/05/2019 10:00")]
    [InlineData("18/05/2019 10:00", "20/05/2019 17:00")]
    [InlineData("23/11/2026 22:00", "25/11/2026 17:00")]
    public void An_online_dossier_is_answered_within_eight_working_hours(
        string submitted,
        string by
    )
    {
        var duty = Duty.OnlineAnswer(Calendars.HaNoi, Local.Time(submitted));

        Assert.Equal((by, Law.OnlineAnswer), (Local.Text(duty.By.DueAt), duty.Basis));
    }

    /// <summary>Luật 91/2025/QH15 và Nghị định 356/2025, từ 01/01/2026: 02 ngày làm việc kể từ khi nhận yêu cầu.</summary>
    [Theory]
    [InlineData("20/11/2026 09:00", "25/11/2026 17:00")]
    [InlineData("23/11/2026 09:00", "26/11/2026 17:00")]
    [InlineData("23/11/2026 17:01", "27/11/2026 17:00")]
    [InlineData("24/11/2026 10:00", "27/11/2026 17:00")]
    [InlineData("28/11/2026 10:00", "02/12/2026 17:00")]
    [InlineData("28/11/2026 00:30", "02/12/2026 17:00")]
    public void Who_asks_about_their_data_is_answered_within_two_working_days(
        string asked,
        string by
    )
    {
        var duty = Duty.DataAnswer(Calendars.HaNoi, Local.Time(asked));

        Assert.Equal(by, Local.Text(duty.By.DueAt));
        Assert.Equal(
            "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 và Nghị định 356/2025/NĐ-CP",
            Law.Cite(duty.Basis)
        );
    }

    /// <summary>Nghị định 61/2018, Điều 19 khoản 9.</summary>
    [Theory]
    [InlineData("20/05/2019 16:59", "24/05/2019 17:00", 0, ApologyAnswer.Allowed)]
    [InlineData("20/05/2019 23:59", "24/05/2019 17:00", 0, ApologyAnswer.Allowed)]
    [InlineData("21/05/2019 00:00", "24/05/2019 17:00", 0, ApologyAnswer.TooLate)]
    [InlineData("22/05/2019 09:00", "24/05/2019 17:00", 0, ApologyAnswer.TooLate)]
    [InlineData("17/05/2019 09:00", "24/05/2019 17:00", 1, ApologyAnswer.AlreadyMoved)]
    [InlineData("17/05/2019 09:00", "21/05/2019 17:00", 0, ApologyAnswer.NotLater)]
    public void An_apology_moves_the_date_once_and_a_day_before(
        string sent,
        string newDue,
        int timesMoved,
        ApologyAnswer expected
    ) =>
        Assert.Equal(
            expected,
            Apology.MayMove(
                Local.Time("21/05/2019 17:00"),
                Local.Time(sent),
                Local.Time(newDue),
                timesMoved
            )
        );
}

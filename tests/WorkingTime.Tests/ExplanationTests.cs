using System.Text;

namespace HoanKiem.WorkingTime.Tests;

public sealed class ExplanationTests
{
    [Fact]
    public void The_sum_names_every_day_and_why()
    {
        var due = DueDate.Compute(
            Calendars.HaNoi,
            TimeLimit.WorkingDays(5),
            Local.Time("27/10/2023 09:32")
        );

        Assert.Equal(
            [
                "Thứ Sáu, 27/10/2023: ngày tiếp nhận, không tính.",
                "Thứ Bảy, 28/10/2023: ngày nghỉ hằng tuần, không tính.",
                "Chủ nhật, 29/10/2023: ngày nghỉ hằng tuần, không tính.",
                "Thứ Hai, 30/10/2023: ngày thứ 1.",
                "Thứ Ba, 31/10/2023: ngày thứ 2.",
                "Thứ Tư, 01/11/2023: ngày thứ 3.",
                "Thứ Năm, 02/11/2023: ngày thứ 4.",
                "Thứ Sáu, 03/11/2023: ngày thứ 5.",
                "Hết hạn lúc hết giờ làm việc: 17:00 03/11/2023.",
            ],
            due.Explanation.Select(l => l.Vietnamese)
        );
    }

    [Fact]
    public void A_holiday_is_named_with_its_law()
    {
        var due = DueDate.Compute(
            Calendars.HaNoi,
            TimeLimit.WorkingDays(1),
            Local.Time("23/11/2026 09:00")
        );

        var line = Assert.Single(due.Explanation, l => l.Rule == Rule.DayOff);
        Assert.Contains("Ngày Văn hóa Việt Nam", line.Vietnamese, StringComparison.Ordinal);
        Assert.Equal("Nghị quyết 28/2026/QH16", Law.Cite(line.Law));
    }

    [Fact]
    public void A_make_up_Saturday_and_a_moved_end_are_named()
    {
        var swap = DueDate.Compute(
            Calendars.HaNoi,
            TimeLimit.WorkingDays(1),
            Local.Time("03/05/2019 09:00")
        );
        var moved = DueDate.Compute(
            Calendars.HaNoi,
            TimeLimit.CalendarDays(14),
            Local.Time("10/11/2026 09:00")
        );

        Assert.Contains(swap.Explanation, l => l.Rule == Rule.MakeUpDay && l.Law == Law.Swap);
        Assert.Contains(moved.Explanation, l => l.Rule == Rule.Moved && l.Law == Law.LastDayOff);
    }

    [Fact]
    public void A_restart_and_a_resumption_say_what_was_waited_for()
    {
        Wait[] waits = [Local.Wait("papers 16/05/2019 10:00 > 21/05/2019 09:00")];
        var clock = new LegalClock(
            Calendars.HaNoi,
            TimeLimit.WorkingDays(5),
            Local.Time("14/05/2019 09:00"),
            SupplementRule.Resume,
            waits
        );
        var asOf = Local.Time("31/05/2019 09:00");

        Assert.Contains(
            clock.Due(asOf).Explanation,
            l =>
                l.Vietnamese
                == "Chờ bổ sung hồ sơ từ 10:00 16/05/2019 đến 09:00 21/05/2019: không tính vào thời hạn, còn lại 3 ngày."
        );
        Assert.Contains(
            (clock with { Supplement = SupplementRule.Restart }).Due(asOf).Explanation,
            l => l.Rule == Rule.Restart && l.Law == Law.Supplement
        );
    }

    [Fact]
    public void Seconds_are_dropped_because_the_receipt_prints_minutes() =>
        Assert.Equal(
            DueDate
                .Compute(Calendars.HaNoi, TimeLimit.SameDay, Local.Time("14/05/2019 15:00"))
                .DueAt,
            DueDate
                .Compute(
                    Calendars.HaNoi,
                    TimeLimit.SameDay,
                    Local.Time("14/05/2019 15:00").AddSeconds(59)
                )
                .DueAt
        );

    [Fact]
    public void Every_line_has_two_languages_and_a_known_citation()
    {
        var clock = new LegalClock(
            Calendars.HaNoi,
            new TimeLimit(20, LimitUnit.WorkingDay, TimeLimit.UsualCutOff),
            Local.Time("31/12/2018 15:30"),
            SupplementRule.Resume,
            [
                Local.Wait("papers 03/01/2019 10:00 > 04/01/2019 15:30"),
                Local.Wait("money 07/01/2019 09:00 > 12/01/2019 09:00"),
            ]
        );

        Assert.All(
            clock.Due(Local.Time("01/03/2019 09:00")).Explanation,
            line =>
            {
                Assert.True(line.Vietnamese.IsNormalized(NormalizationForm.FormC));
                Assert.NotEqual(line.Vietnamese, line.English);
                Assert.Contains(line.Law, Law.Keys);
            }
        );
    }
}

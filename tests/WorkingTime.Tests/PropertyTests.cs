using CsCheck;

namespace HoanKiem.WorkingTime.Tests;

/// <summary>What holds for every reception, limit and wait, whatever the calendar of the year.</summary>
public sealed class PropertyTests
{
    private static readonly DateTimeOffset Later = Local.Time("31/12/2040 12:00");

    [Fact]
    public void A_limit_never_ends_while_the_office_is_closed() =>
        Generated.Case.Sample(c =>
        {
            var due = LegalZone.ToLocal(c.Clock.Due(Later).DueAt);
            var (day, time) = (
                DateOnly.FromDateTime(due.DateTime),
                TimeOnly.FromDateTime(due.DateTime)
            );
            var hours =
                c.Clock.Limit.Unit == LimitUnit.SameDay
                    ? c.Clock.Calendar.ReceptionHours(day)
                    : c.Clock.Calendar.ClockHours(day);
            Assert.Contains(hours, span => time > span.From && time <= span.To);
        });

    [Fact]
    public void A_limit_in_days_ends_at_closing_time() =>
        Generated
            .Case.Where(c => c.Clock.Limit.Unit != LimitUnit.WorkingHour)
            .Sample(c =>
            {
                var due = c.Clock.Due(Later);
                Assert.Equal(c.Clock.Calendar.ClosesAt(due.Date), due.DueAt);
            });

    [Fact]
    public void A_limit_never_ends_before_reception() =>
        Generated.Case.Sample(c =>
            Assert.True(c.Clock.Due(Later).DueAt >= LegalZone.ToMinute(c.Clock.ReceivedAt))
        );

    [Fact]
    public void Who_comes_later_is_never_due_earlier() =>
        Gen.Select(Generated.Moment, Generated.Limit, Gen.Int[0, 3000])
            .Sample(
                (received, limit, minutes) =>
                    Assert.True(
                        DueDate.Compute(Calendars.HaNoi, limit, received).DueAt
                            <= DueDate
                                .Compute(Calendars.HaNoi, limit, received.AddMinutes(minutes))
                                .DueAt
                    )
            );

    [Fact]
    public void A_longer_limit_never_ends_earlier() =>
        Gen.Select(Generated.Moment, Generated.Limit.Where(l => l.Value > 0))
            .Sample(
                (received, limit) =>
                    Assert.True(
                        DueDate.Compute(Calendars.HaNoi, limit, received).DueAt
                            <= DueDate
                                .Compute(
                                    Calendars.HaNoi,
                                    new(limit.Value + 1, limit.Unit, limit.CutOff),
                                    received
                                )
                                .DueAt
                    )
            );

    [Fact]
    public void A_wait_never_moves_a_due_date_earlier_and_a_restart_moves_it_at_least_as_far_as_a_resumption() =>
        Generated.Case.Sample(c =>
        {
            var none = (c.Clock with { Waits = [] }).Due(Later).DueAt;
            var resume = (c.Clock with { Supplement = SupplementRule.Resume }).Due(Later).DueAt;
            var restart = (c.Clock with { Supplement = SupplementRule.Restart }).Due(Later).DueAt;
            Assert.True(none <= resume);
            Assert.True(resume <= restart);
        });

    [Fact]
    public void The_order_of_waits_and_a_wait_told_twice_make_no_difference() =>
        Generated.Case.Sample(c =>
            Assert.Equal(
                c.Clock.Due(Later).Explanation,
                (c.Clock with { Waits = [.. c.Clock.Waits.Reverse(), .. c.Clock.Waits] })
                    .Due(Later)
                    .Explanation
            )
        );

    [Fact]
    public void The_lines_of_an_explanation_add_up_to_the_limit() =>
        Generated.Case.Sample(c =>
        {
            var (value, unit) = (c.Clock.Limit.Value, c.Clock.Limit.Unit);
            var sum = c.Clock.Due(Later).Explanation.Sum(l => l.Counted);
            Assert.Equal(unit == LimitUnit.WorkingHour ? value * 60 : value, sum);
        });

    [Fact]
    public void Processing_and_waiting_are_the_elapsed_time_and_none_is_negative() =>
        Gen.Select(Generated.Case, Gen.Int[0, 60_000])
            .Sample(
                (c, minutes) =>
                {
                    var at = c.Clock.ReceivedAt.AddMinutes(minutes);
                    var reading = c.Clock.Read(at);
                    Assert.True(reading.ProcessingMinutes >= 0 && reading.WaitingMinutes >= 0);
                    Assert.True(reading.RemainingMinutes == 0 || reading.OverdueMinutes == 0);
                    Assert.Equal(
                        c.Clock.Calendar.MinutesBetween(c.Clock.ReceivedAt, at),
                        reading.ProcessingMinutes + reading.WaitingMinutes
                    );
                }
            );

    [Fact]
    public void A_limit_in_hours_leaves_exactly_that_many_working_minutes() =>
        Gen.Select(Generated.Moment, Gen.Int[1, 80])
            .Sample(
                (received, hours) =>
                    Assert.Equal(
                        hours * 60,
                        Calendars.HaNoi.MinutesBetween(
                            received,
                            DueDate
                                .Compute(Calendars.HaNoi, TimeLimit.WorkingHours(hours), received)
                                .DueAt
                        )
                    )
            );
}

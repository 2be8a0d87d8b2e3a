namespace HoanKiem.WorkingTime;

/// <summary>
/// One uninterrupted run of the clock: from reception, or from the end of a wait, for as much as is left.
/// </summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Amount">How much it has to count: days, or minutes.</param>
/// <param name="DueAt">Where it ends, UTC.</param>
/// <param name="Lines">The sum; its counted parts add up to the amount.</param>
internal sealed record Leg(
    ClockStart Start,
    LimitUnit Unit,
    int Amount,
    DateTimeOffset DueAt,
    IReadOnlyList<DueDateLine> Lines
)
{
    /// <param name="calendar">Calendar of the competent agency.</param>
    /// <param name="limit">How it counts.</param>
    /// <param name="from">Reception, or the end of a wait.</param>
    /// <param name="amount">How much is left to count.</param>
    /// <param name="interrupted">
    /// The run that the wait interrupted. When it had not yet begun, neither does this one earlier: the office opens for reception on some
    /// Saturdays, but what came after the cut-off of Friday counts from Monday, and no wait may turn that into a Saturday.
    /// </param>
    public static Leg Begin(
        WorkingCalendar calendar,
        TimeLimit limit,
        DateTimeOffset from,
        int amount,
        Leg? interrupted = null
    )
    {
        var start = ClockStart.Of(calendar, limit, from);
        if (interrupted?.Start.At > start.At)
            start = interrupted.Start;
        var lines = new List<DueDateLine>();
        if (start.Why is { } why)
            lines.Add(why);
        var due = limit.Unit switch
        {
            LimitUnit.WorkingHour => CountMinutes(calendar, start, amount, lines),
            LimitUnit.SameDay => SameDay(calendar, start, lines),
            _ => CountDays(
                calendar,
                start,
                limit.Unit,
                amount,
                goesOn: interrupted is not null,
                lines
            ),
        };
        return new(start, limit.Unit, amount, due, lines);
    }

    /// <summary>
    /// What is used up when the clock stops. The day of the stop is a used day: the office had it; for hours it
    /// is used to the minute.
    /// </summary>
    public (int Used, IEnumerable<DueDateLine> Lines) UsedAt(
        WorkingCalendar calendar,
        DateTimeOffset stop
    )
    {
        if (Unit == LimitUnit.WorkingHour)
        {
            var used = calendar.MinutesBetween(Start.At, stop);
            var part = new List<DueDateLine>();
            if (used > 0)
                CountMinutes(calendar, Start, used, part);
            return (used, Start.Why is { } why ? part.Prepend(why) : part);
        }
        var day = LegalZone.DateOf(stop);
        var lines = Lines
            .Where(l => l.Date <= day && l.Rule is not (Rule.DueDay or Rule.Moved))
            .ToList();
        return (lines.Sum(l => l.Counted), lines);
    }

    private static DateTimeOffset SameDay(
        WorkingCalendar calendar,
        ClockStart start,
        List<DueDateLine> lines
    )
    {
        // On a Saturday on which the office receives, a same-day result is given on that Saturday.
        var due = calendar.ClosesAt(start.Day);
        lines.Add(WorkingTime.Lines.SameDay(due));
        return due;
    }

    private static DateTimeOffset CountDays(
        WorkingCalendar calendar,
        ClockStart start,
        LimitUnit unit,
        int amount,
        bool goesOn,
        List<DueDateLine> lines
    )
    {
        var day = start.Day;
        lines.Add(WorkingTime.Lines.ReceptionDay(day, goesOn));
        for (var counted = 0; counted < amount; )
        {
            day = day.AddDays(1);
            var counts = unit == LimitUnit.CalendarDay || calendar.IsWorkingDay(day);
            lines.Add(
                counts
                    ? WorkingTime.Lines.Day(calendar, day, unit, ++counted)
                    : WorkingTime.Lines.DayOff(calendar, day)
            );
        }
        if (!calendar.IsWorkingDay(day))
        {
            var last = day;
            day = calendar.NextWorkingDay(day);
            lines.Add(WorkingTime.Lines.Moved(calendar, last, day));
        }
        var due = calendar.ClosesAt(day);
        lines.Add(WorkingTime.Lines.DueDay(due));
        return due;
    }

    private static DateTimeOffset CountMinutes(
        WorkingCalendar calendar,
        ClockStart start,
        int amount,
        List<DueDateLine> lines
    )
    {
        var at = start.At;
        for (var day = LegalZone.DateOf(at); ; day = day.AddDays(1))
        {
            if (!calendar.IsWorkingDay(day))
                lines.Add(WorkingTime.Lines.DayOff(calendar, day));
            foreach (var span in calendar.ClockHours(day))
            {
                var (opens, closes) = (LegalZone.At(day, span.From), LegalZone.At(day, span.To));
                var from = at > opens ? at : opens;
                var minutes = Math.Min(amount, (int)(closes - from).TotalMinutes);
                if (minutes <= 0)
                    continue;
                at = from.AddMinutes(minutes);
                lines.Add(WorkingTime.Lines.Minutes(from, at, minutes));
                if ((amount -= minutes) == 0)
                    return at;
            }
        }
    }
}

namespace HoanKiem.WorkingTime;

/// <summary>Arithmetic in minutes of the clock hours.</summary>
public static class WorkingMinutes
{
    /// <summary>Working minutes between two instants; 0 when the second is not later. Seconds are dropped.</summary>
    public static int MinutesBetween(
        this WorkingCalendar calendar,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        (from, to) = (LegalZone.ToMinute(from), LegalZone.ToMinute(to));
        var minutes = 0;
        for (var day = LegalZone.DateOf(from); day <= LegalZone.DateOf(to); day = day.AddDays(1))
            foreach (var span in calendar.ClockHours(day))
                minutes += Overlap(
                    from,
                    to,
                    LegalZone.At(day, span.From),
                    LegalZone.At(day, span.To)
                );
        return minutes;
    }

    private static int Overlap(
        DateTimeOffset from,
        DateTimeOffset to,
        DateTimeOffset opens,
        DateTimeOffset closes
    )
    {
        var (begin, end) = (from > opens ? from : opens, to < closes ? to : closes);
        return end > begin ? (int)(end - begin).TotalMinutes : 0;
    }
}

namespace HoanKiem.Demonstration;

/// <summary>When officers of the demonstration act: some time later, within office hours, on a working day.</summary>
internal static class Office
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    /// <summary>Days off on weekdays in the weeks that are played.</summary>
    private static readonly DateOnly[] Off = [new(2026, 11, 24), new(2027, 1, 1)];

    /// <summary>The first moment at office in which <paramref name="later"/> of office time has passed.</summary>
    public static DateTimeOffset After(DateTimeOffset from, TimeSpan later)
    {
        var moment = Into(from.ToOffset(Offset));
        while (true)
        {
            var left = Closes(moment) - moment;
            if (later <= left)
                return moment + later;

            later -= left;
            moment = Into(Closes(moment));
        }
    }

    public static DateTimeOffset Hours(DateTimeOffset from, double hours) =>
        After(from, TimeSpan.FromHours(hours));

    public static DateTimeOffset Days(DateTimeOffset from, double days) =>
        After(from, TimeSpan.FromHours(8 * days));

    private static DateTimeOffset Into(DateTimeOffset moment)
    {
        while (true)
        {
            var day = DateOnly.FromDateTime(moment.DateTime);
            if (moment.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || Off.Contains(day))
                moment = At(day.AddDays(1), 8);
            else if (moment.TimeOfDay < TimeSpan.FromHours(8))
                moment = At(day, 8);
            else if (
                moment.TimeOfDay >= TimeSpan.FromHours(12)
                && moment.TimeOfDay < TimeSpan.FromHours(13)
            )
                moment = At(day, 13);
            else if (moment.TimeOfDay >= TimeSpan.FromHours(17))
                moment = At(day.AddDays(1), 8);
            else
                return moment;
        }
    }

    private static DateTimeOffset Closes(DateTimeOffset moment) =>
        At(
            DateOnly.FromDateTime(moment.DateTime),
            moment.TimeOfDay < TimeSpan.FromHours(12) ? 12 : 17
        );

    private static DateTimeOffset At(DateOnly day, int hour) =>
        new(day, new TimeOnly(hour, 0), Offset);
}

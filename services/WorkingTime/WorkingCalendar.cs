using System.Collections.Frozen;

namespace HoanKiem.WorkingTime;

/// <summary>
/// Which days and hours an office works: days off, make-up Saturdays, half days, hours. Immutable; knows its
/// edition. Outside the covered years: Monday to Friday less the fixed statutory days.
/// </summary>
public sealed class WorkingCalendar
{
    private readonly CalendarData data;
    private readonly FrozenDictionary<DateOnly, CalendarDay> days;

    private WorkingCalendar(CalendarData data)
    {
        data.Hours.Check();
        this.data = data;
        // Throws on a date listed twice: two truths about one day are a mistake of the data.
        days = data.Days.ToDictionary(d => d.Date).ToFrozenDictionary();
    }

    /// <summary>Builds the calendar that the data describes.</summary>
    public static WorkingCalendar From(CalendarData data) => new(data);

    /// <summary>The data it was built from.</summary>
    public CalendarData ToData() => data;

    /// <summary>The same days with the hours of one office, under a version of its own.</summary>
    public WorkingCalendar WithHours(OfficeHours hours, string version) =>
        new(data with { Hours = hours, Version = version });

    /// <summary>Names this edition.</summary>
    public string Version => data.Version;

    /// <summary>True where the list of days is complete; elsewhere every answer is provisional.</summary>
    public bool Covers(DateOnly date) => date >= data.CoveredFrom && date <= data.CoveredUntil;

    /// <summary>The unusual day on a date: listed, or a fixed statutory day outside the covered years.</summary>
    public CalendarDay? UnusualDay(DateOnly date) =>
        days.TryGetValue(date, out var day) ? day
        : !Covers(date) && StatutoryDays.On(date) is { } name ? new(date, DayKind.Holiday, name)
        : null;

    /// <summary>True when limits count the day.</summary>
    public bool IsWorkingDay(DateOnly date) =>
        UnusualDay(date)?.Kind switch
        {
            DayKind.SwapWork or DayKind.HalfDay => true,
            null => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
            _ => false,
        };

    /// <summary>Spans in which limits in hours run; none on a day off.</summary>
    public IReadOnlyList<HourSpan> ClockHours(DateOnly date) =>
        IsWorkingDay(date) ? Worked(date, data.Hours.Clock) : [];

    /// <summary>Spans in which dossiers are received; on some Saturdays though nobody works.</summary>
    public IReadOnlyList<HourSpan> ReceptionHours(DateOnly date) =>
        IsWorkingDay(date) ? Worked(date, data.Hours.Reception)
        : date.DayOfWeek == DayOfWeek.Saturday && UnusualDay(date) is null
            ? data.Hours.SaturdayReception
        : [];

    /// <summary>The first working day after a date.</summary>
    public DateOnly NextWorkingDay(DateOnly date) => FirstAfter(date, IsWorkingDay);

    /// <summary>The first day after a date on which dossiers are received.</summary>
    public DateOnly NextReceptionDay(DateOnly date) =>
        FirstAfter(date, d => ReceptionHours(d).Count > 0);

    /// <summary>When a working day begins, in UTC.</summary>
    public DateTimeOffset OpensAt(DateOnly workingDay) =>
        LegalZone.At(workingDay, ClockHours(workingDay)[0].From);

    /// <summary>When a day ends for the office, in UTC: a limit of days ends here.</summary>
    public DateTimeOffset ClosesAt(DateOnly date) =>
        LegalZone.At(date, (IsWorkingDay(date) ? ClockHours(date) : ReceptionHours(date))[^1].To);

    private IReadOnlyList<HourSpan> Worked(DateOnly date, IReadOnlyList<HourSpan> hours) =>
        UnusualDay(date)?.Kind == DayKind.HalfDay ? [hours[0]] : hours;

    private static DateOnly FirstAfter(DateOnly date, Func<DateOnly, bool> wanted)
    {
        do date = date.AddDays(1);
        while (!wanted(date));
        return date;
    }
}

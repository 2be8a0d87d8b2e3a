using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.WorkingTime;
using LimitUnit = HoanKiem.Contracts.LimitUnit;
using SupplementRule = HoanKiem.Contracts.SupplementRule;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Simulation.Tests;

/// <summary>
/// Due dates counted a second time, as a clerk would with a calendar on the wall: day by day, and for hours minute by minute. It shares
/// the list of unusual days with WorkingTime and nothing else.
/// </summary>
internal sealed class Oracle
{
    private const int Opens = 8 * 60;
    private readonly Dictionary<DateOnly, DayKind> _unusual;

    public Oracle(WorkingCalendar calendar) =>
        _unusual = calendar.ToData().Days.ToDictionary(day => day.Date, day => day.Kind);

    /// <summary>When the limit of a dossier ends, after all its waits but those that its own end has ended.</summary>
    public DateTime? Due(Dossier dossier, DateTimeOffset? ended = null)
    {
        if (dossier.Limit is not { } limit || dossier.AcceptedAt is not { } accepted)
            return null;
        var start = Start(Local(accepted), limit.CutOff);
        var left = limit.Unit == LimitUnit.WorkingHour ? limit.Value * 60 : limit.Value;
        var whole = left;
        var due = End(start, limit.Unit, left);
        foreach (var (from, to, papers) in Stops(dossier, ended))
        {
            if (from >= due)
                break;
            left =
                papers && dossier.SupplementRule == SupplementRule.Restart
                    ? whole
                    : left - Used(start, from, limit.Unit, left);
            start = Start(Whole(to), limit.CutOff);
            due = End(start, limit.Unit, left);
        }
        return due;
    }

    /// <summary>Working minutes from one moment to another.</summary>
    public int Minutes(DateTimeOffset from, DateTimeOffset to)
    {
        var (begin, end) = (Local(from), Local(to));
        var minutes = 0;
        for (var at = begin.Date; at <= end.Date; at = at.AddDays(1))
        {
            var day = DateOnly.FromDateTime(at);
            if (!Works(day))
                continue;
            var first = at == begin.Date ? (int)begin.TimeOfDay.TotalMinutes : 0;
            var last = at == end.Date ? (int)end.TimeOfDay.TotalMinutes : 24 * 60;
            var closes = Math.Min(last, Closes(day));
            for (var minute = Math.Max(first, Opens); minute < closes; minute++)
                minutes += minute / 60 == 12 ? 0 : 1;
        }
        return minutes;
    }

    private static DateTime Local(DateTimeOffset at)
    {
        return Whole(at.UtcDateTime.AddHours(7));
    }

    private static DateTime Whole(DateTime at) =>
        at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute));

    private bool Works(DateOnly day) =>
        _unusual.TryGetValue(day, out var kind)
            ? kind is DayKind.SwapWork or DayKind.HalfDay
            : day.DayOfWeek is not DayOfWeek.Saturday and not DayOfWeek.Sunday;

    private int Closes(DateOnly day) =>
        _unusual.GetValueOrDefault(day) == DayKind.HalfDay && _unusual.ContainsKey(day)
            ? 12 * 60
            : 17 * 60;

    private bool Ticks(DateOnly day, int minute) =>
        Works(day) && minute >= Opens && minute < Closes(day) && minute / 60 != 12;

    private DateOnly NextWorking(DateOnly day)
    {
        do day = day.AddDays(1);
        while (!Works(day));
        return day;
    }

    // What comes after closing, on a day off or after the cut-off has come when the office opens next.
    private DateTime Start(DateTime at, TimeOnly? cutOff)
    {
        var day = DateOnly.FromDateTime(at);
        var minute = (int)at.TimeOfDay.TotalMinutes;
        return
            !Works(day)
            || minute > Closes(day)
            || (cutOff is { } last && TimeOnly.FromDateTime(at) > last)
            ? At(NextWorking(day), Opens)
            : at;
    }

    private DateTime End(DateTime start, LimitUnit unit, int amount)
    {
        var day = DateOnly.FromDateTime(start);
        if (unit == LimitUnit.WorkingHour)
        {
            var minute = (int)start.TimeOfDay.TotalMinutes;
            while (true)
            {
                if (Ticks(day, minute) && --amount == 0)
                    return At(day, minute + 1);
                if (++minute == 24 * 60)
                    (day, minute) = (day.AddDays(1), 0);
            }
        }
        if (unit != LimitUnit.SameDay)
        {
            for (var counted = 0; counted < amount; )
            {
                day = day.AddDays(1);
                if (unit == LimitUnit.CalendarDay || Works(day))
                    counted++;
            }
            if (!Works(day))
                day = NextWorking(day);
        }
        return At(day, Closes(day));
    }

    // The day on which the clock stops was the office's; minutes are its to the minute.
    private int Used(DateTime start, DateTime stop, LimitUnit unit, int amount)
    {
        var used = 0;
        if (unit == LimitUnit.WorkingHour)
        {
            var end = Whole(stop);
            for (var at = start; at < end; at = at.AddMinutes(1))
                used += Ticks(DateOnly.FromDateTime(at), (int)at.TimeOfDay.TotalMinutes) ? 1 : 0;
            return used;
        }
        var last = DateOnly.FromDateTime(stop);
        for (
            var day = DateOnly.FromDateTime(start).AddDays(1);
            day <= last && used < amount;
            day = day.AddDays(1)
        )
            if (unit == LimitUnit.CalendarDay || Works(day))
                used++;
        return used;
    }

    private static List<(DateTime From, DateTime To, bool Papers)> Stops(
        Dossier dossier,
        DateTimeOffset? ended
    )
    {
        var stops = new List<(DateTime From, DateTime To, bool Papers)>();
        var accepted = dossier.AcceptedAt!.Value;
        foreach (
            var wait in dossier
                .Waits.Where(wait =>
                    !wait.BeforeAcceptance && wait.To is not null && wait.To != ended
                )
                .OrderBy(wait => wait.From)
        )
        {
            if (wait.To < accepted)
                continue;
            var from = (wait.From < accepted ? accepted : wait.From).UtcDateTime.AddHours(7);
            var to = wait.To!.Value.UtcDateTime.AddHours(7);
            var papers = wait.Kind == WaitKind.Paper;
            if (stops.Count > 0 && from <= stops[^1].To)
                stops[^1] = (
                    stops[^1].From,
                    to > stops[^1].To ? to : stops[^1].To,
                    stops[^1].Papers || papers
                );
            else
                stops.Add((from, to, papers));
        }
        return stops;
    }

    private static DateTime At(DateOnly day, int minute) =>
        day.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
}

namespace HoanKiem.WorkingTime;

/// <summary>
/// From when a dossier, or the last paper of it, counts as received. Reception is an act of the office
/// (Nghị định 61/2018, Điều 17), so what comes in after closing or on a day without reception counts as
/// received when the office next opens; "after" is strict: at 17:00 sharp it is still today.
/// </summary>
/// <param name="Day">The legal day of reception, itself not counted by limits in days.</param>
/// <param name="At">The minute from which limits in hours run.</param>
/// <param name="Why">The line that explains a shift; null when there was none.</param>
internal readonly record struct ClockStart(DateOnly Day, DateTimeOffset At, DueDateLine? Why)
{
    public static ClockStart Of(WorkingCalendar calendar, TimeLimit limit, DateTimeOffset instant)
    {
        var at = LegalZone.ToMinute(instant);
        var (day, time) = (LegalZone.DateOf(at), LegalZone.TimeOf(at));
        var hours = calendar.ReceptionHours(day);

        if (hours.Count == 0 || time > hours[^1].To)
        {
            var next = calendar.NextReceptionDay(day);
            var opens = LegalZone.At(next, calendar.ReceptionHours(next)[0].From);
            return new(next, opens, Lines.OutsideReception(at, opens));
        }
        if (limit.CutOff is { } cutOff && time > cutOff)
        {
            var next = calendar.NextWorkingDay(day);
            return new(next, calendar.OpensAt(next), Lines.CutOff(at, cutOff, next));
        }
        return new(day, at, null);
    }
}

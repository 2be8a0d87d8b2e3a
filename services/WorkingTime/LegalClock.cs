namespace HoanKiem.WorkingTime;

/// <summary>
/// The clock of one dossier: a pure fold over its reception and its waits. Money and public notice always
/// resume; papers follow the rule of the procedure; a stretch that holds several waits stops the clock once and
/// restarts it if one of them was for papers under <see cref="SupplementRule.Restart"/>. A wait that opens after
/// the limit has run out changes nothing: what is overdue stays overdue. No wait moves the due date forward.
/// </summary>
/// <param name="Calendar">Calendar of the competent agency.</param>
/// <param name="Limit">How long it may take.</param>
/// <param name="ReceivedAt">Moment of reception.</param>
/// <param name="Supplement">What a supplement does.</param>
/// <param name="Waits">All waits, in any order, overlapping or not.</param>
public sealed record LegalClock(
    WorkingCalendar Calendar,
    TimeLimit Limit,
    DateTimeOffset ReceivedAt,
    SupplementRule Supplement,
    IReadOnlyList<Wait> Waits
)
{
    /// <summary>The due date; while a wait is open, the one that would hold if it ended at <paramref name="asOf"/>.</summary>
    public DueDate Due(DateTimeOffset asOf)
    {
        var before = new List<DueDateLine>();
        var leg = Leg.Begin(Calendar, Limit, ReceivedAt, Limit.Amount);
        foreach (var stop in Stop.Of(Waits, ReceivedAt, asOf))
        {
            if (stop.From >= leg.DueAt)
                break;
            var left = Limit.Amount;
            if (Supplement == SupplementRule.Restart && stop.Kinds.Contains(WaitKind.Papers))
                before = [Lines.Restart(stop)];
            else
            {
                var (used, lines) = leg.UsedAt(Calendar, stop.From);
                left = leg.Amount - used;
                before = [.. before, .. lines, Lines.Resume(stop, Limit.Unit, left)];
            }
            leg = Leg.Begin(Calendar, Limit, stop.To, left, interrupted: leg);
        }
        return DueDate.Of(Calendar, LegalZone.DateOf(ReceivedAt), leg, before);
    }

    /// <summary>Where the clock is at a moment.</summary>
    public ClockReading Read(DateTimeOffset at)
    {
        var due = Due(at);
        var elapsed = Calendar.MinutesBetween(ReceivedAt, at);
        var waiting = Stop.Of(Waits, ReceivedAt, at)
            .Where(s => s.From < at)
            .Sum(s => Calendar.MinutesBetween(s.From, s.To < at ? s.To : at));
        return new(
            Stopped: Waits.Any(w =>
                w.Kind != WaitKind.Opinion && w.From <= at && (w.To is null || w.To > at)
            ),
            Due: due,
            ProcessingMinutes: elapsed - waiting,
            WaitingMinutes: waiting,
            RemainingMinutes: Calendar.MinutesBetween(at, due.DueAt),
            OverdueMinutes: Calendar.MinutesBetween(due.DueAt, at)
        );
    }
}

/// <summary>Where a clock is at a moment. All minutes are working minutes and none is negative.</summary>
/// <param name="Stopped">True while a wait holds the clock.</param>
/// <param name="Due">The due date; while stopped, the one that would hold if the wait ended now.</param>
/// <param name="ProcessingMinutes">Time that the office had.</param>
/// <param name="WaitingMinutes">Time that the clock stood; with the processing time it makes the elapsed time.</param>
/// <param name="RemainingMinutes">Left until due.</param>
/// <param name="OverdueMinutes">Past due.</param>
public sealed record ClockReading(
    bool Stopped,
    DueDate Due,
    int ProcessingMinutes,
    int WaitingMinutes,
    int RemainingMinutes,
    int OverdueMinutes
);

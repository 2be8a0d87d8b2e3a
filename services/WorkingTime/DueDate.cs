namespace HoanKiem.WorkingTime;

/// <summary>One line of the sum behind a due date.</summary>
/// <param name="Date">Legal date the line is about.</param>
/// <param name="Rule">Stable code of the rule, such as <c>weekend</c> or <c>cut-off</c>.</param>
/// <param name="Counted">What the line adds: days, or minutes for a limit in hours. All lines add up to the limit.</param>
/// <param name="Vietnamese">The line for people, in Vietnamese.</param>
/// <param name="English">The same in English.</param>
/// <param name="Law">Key of the citation in <see cref="WorkingTime.Law"/>.</param>
public sealed record DueDateLine(
    DateOnly Date,
    string Rule,
    int Counted,
    string Vietnamese,
    string English,
    string Law
);

/// <summary>When a limit ends (hạn trả kết quả), and why.</summary>
/// <param name="DueAt">The last moment, UTC.</param>
/// <param name="Provisional">True when the sum touches a day outside the published calendar.</param>
/// <param name="CalendarVersion">Edition of the calendar that was used.</param>
/// <param name="Explanation">The sum, in order.</param>
public sealed record DueDate(
    DateTimeOffset DueAt,
    bool Provisional,
    string CalendarVersion,
    IReadOnlyList<DueDateLine> Explanation
)
{
    /// <summary>The legal date that is printed on the receipt and that decides on time or late.</summary>
    public DateOnly Date => LegalZone.DateOf(DueAt);

    /// <summary>When a dossier received at a moment is due, if nothing stops the clock.</summary>
    /// <param name="calendar">Calendar of the competent agency.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="receivedAt">Moment of reception; its seconds are dropped.</param>
    public static DueDate Compute(
        WorkingCalendar calendar,
        TimeLimit limit,
        DateTimeOffset receivedAt
    ) =>
        Of(
            calendar,
            LegalZone.DateOf(receivedAt),
            Leg.Begin(calendar, limit, receivedAt, limit.Amount),
            []
        );

    internal static DueDate Of(
        WorkingCalendar calendar,
        DateOnly from,
        Leg last,
        IEnumerable<DueDateLine> before
    ) =>
        new(
            last.DueAt,
            !calendar.Covers(from) || !calendar.Covers(LegalZone.DateOf(last.DueAt)),
            calendar.Version,
            [.. before, .. last.Lines]
        );
}

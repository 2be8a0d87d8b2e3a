namespace HoanKiem.WorkingTime;

/// <summary>Something that the office itself owes by a moment.</summary>
/// <param name="By">By when, with the sum.</param>
/// <param name="Basis">Key of the citation in <see cref="Law"/>.</param>
public sealed record Duty(DueDate By, string Basis)
{
    /// <summary>
    /// A dossier on paper goes to the deciding agency within the working day, or first thing on the next working
    /// day when received after 15:00 (Nghị định 61/2018, Điều 18 khoản 2 và khoản 3). What is received on a day
    /// off goes first thing on the next working day too.
    /// </summary>
    public static Duty HandOver(WorkingCalendar calendar, DateTimeOffset receivedAt)
    {
        var day = LegalZone.DateOf(receivedAt);
        var shifted = ClockStart.Of(calendar, TimeLimit.SameDay, receivedAt).Day != day;
        var by =
            shifted || !calendar.IsWorkingDay(day)
                ? calendar.OpensAt(calendar.NextWorkingDay(day))
                : calendar.ClosesAt(day);
        return new(
            new(
                by,
                !calendar.Covers(day) || !calendar.Covers(LegalZone.DateOf(by)),
                calendar.Version,
                [Lines.HandOver(receivedAt, by)]
            ),
            Law.HandOver
        );
    }

    /// <summary>An online dossier is answered within 8 working hours of its submission.</summary>
    public static Duty OnlineAnswer(WorkingCalendar calendar, DateTimeOffset submittedAt) =>
        new(DueDate.Compute(calendar, TimeLimit.WorkingHours(8), submittedAt), Law.OnlineAnswer);

    /// <summary>
    /// A supplement is asked for within 03 working days of reception (Nghị định 61/2018, Điều 19 khoản 4), unless
    /// sector law says otherwise.
    /// </summary>
    public static Duty SupplementRequest(WorkingCalendar calendar, DateTimeOffset receivedAt) =>
        new(DueDate.Compute(calendar, TimeLimit.WorkingDays(3), receivedAt), Law.Supplement);

    /// <summary>
    /// A person who asks for access to their data, for its correction or deletion is answered within 02 working days (Luật 91/2025/QH15 và
    /// Nghị định 356/2025/NĐ-CP).
    /// </summary>
    public static Duty DataAnswer(WorkingCalendar calendar, DateTimeOffset askedAt) =>
        new(DueDate.Compute(calendar, TimeLimit.WorkingDays(2), askedAt), Law.DataProtection);
}

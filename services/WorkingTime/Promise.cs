namespace HoanKiem.WorkingTime;

/// <summary>What a recomputation makes of the date promised on the receipt.</summary>
/// <param name="PromisedDueAt">What is promised from now on, UTC.</param>
/// <param name="LegalDueAt">What the law counts, UTC.</param>
/// <param name="Moved">True when the citizen has to be told of a later date.</param>
/// <param name="Vietnamese">Why, for people.</param>
/// <param name="English">The same in English.</param>
public sealed record Promise(
    DateTimeOffset PromisedDueAt,
    DateTimeOffset LegalDueAt,
    bool Moved,
    string Vietnamese,
    string English
)
{
    /// <summary>
    /// After a late change of the calendar: the promise may move later, never earlier, because the citizen has
    /// the receipt and arranged the day.
    /// </summary>
    public static Promise Recompute(DateTimeOffset promisedDueAt, DueDate recomputed)
    {
        var (old, due) = (Lines.Moment(promisedDueAt), Lines.Moment(recomputed.DueAt));
        return recomputed.DueAt > promisedDueAt
            ? new(
                recomputed.DueAt,
                recomputed.DueAt,
                true,
                $"Lịch làm việc {recomputed.CalendarVersion} thay đổi: hẹn trả chuyển từ {old} sang {due}.",
                $"Calendar {recomputed.CalendarVersion} changed: the date moves from {old} to {due}."
            )
            : new(
                promisedDueAt,
                recomputed.DueAt,
                false,
                $"Giữ nguyên ngày đã hẹn {old}; hạn theo luật là {due}.",
                $"The promised {old} is kept; the legal limit ends at {due}."
            );
    }
}

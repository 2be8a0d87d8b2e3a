using System.Text.Json.Serialization;

namespace HoanKiem.WorkingTime;

/// <summary>Whether an apology moves the due date.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ApologyAnswer>))]
public enum ApologyAnswer
{
    /// <summary>It does.</summary>
    [JsonStringEnumMemberName("allowed")]
    Allowed,

    /// <summary>The date was moved once already.</summary>
    [JsonStringEnumMemberName("already_moved")]
    AlreadyMoved,

    /// <summary>It comes later than one day before the due date: still owed to the citizen, but moves nothing.</summary>
    [JsonStringEnumMemberName("too_late")]
    TooLate,

    /// <summary>The new date is not after the old one.</summary>
    [JsonStringEnumMemberName("not_later")]
    NotLater,
}

/// <summary>
/// The letter of apology with a new date (Phiếu xin lỗi và hẹn lại ngày trả kết quả; Nghị định 61/2018, Điều 19
/// khoản 9): at the latest 01 day before the limit ends, and the date moves at most once. The decree says "01
/// ngày" here and "ngày làm việc" elsewhere, so the day is a calendar day.
/// </summary>
public static class Apology
{
    /// <summary>The last legal date on which the apology can be sent.</summary>
    public static DateOnly LatestOn(DateTimeOffset dueAt) => LegalZone.DateOf(dueAt).AddDays(-1);

    /// <summary>Whether an apology moves the due date.</summary>
    /// <param name="dueAt">The due date that would be missed.</param>
    /// <param name="apologisedAt">When the apology goes out.</param>
    /// <param name="newDueAt">The date it names.</param>
    /// <param name="timesMoved">How often an apology has moved the date before.</param>
    public static ApologyAnswer MayMove(
        DateTimeOffset dueAt,
        DateTimeOffset apologisedAt,
        DateTimeOffset newDueAt,
        int timesMoved
    ) =>
        timesMoved > 0 ? ApologyAnswer.AlreadyMoved
        : LegalZone.DateOf(apologisedAt) > LatestOn(dueAt) ? ApologyAnswer.TooLate
        : LegalZone.DateOf(newDueAt) <= LegalZone.DateOf(dueAt) ? ApologyAnswer.NotLater
        : ApologyAnswer.Allowed;
}

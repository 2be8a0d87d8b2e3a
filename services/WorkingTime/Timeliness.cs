using System.Text.Json.Serialization;

namespace HoanKiem.WorkingTime;

/// <summary>National class of lateness.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimelinessClass>))]
public enum TimelinessClass
{
    /// <summary>Trước hạn.</summary>
    [JsonStringEnumMemberName("early")]
    Early,

    /// <summary>Đúng hạn.</summary>
    [JsonStringEnumMemberName("on_time")]
    OnTime,

    /// <summary>Quá hạn.</summary>
    [JsonStringEnumMemberName("late")]
    Late,
}

/// <summary>On time or late: legal dates are compared, not times of day.</summary>
public static class Timeliness
{
    /// <summary>Judges a decided dossier by the moment of signature (status 9), not of collection (status 10).</summary>
    /// <param name="resolvedAt">Moment of signature.</param>
    /// <param name="dueAt">The due date; null when no limit is known, which counts as on time.</param>
    public static TimelinessClass Judge(DateTimeOffset resolvedAt, DateTimeOffset? dueAt) =>
        dueAt is not { } due
            ? TimelinessClass.OnTime
            : LegalZone.DateOf(resolvedAt).CompareTo(LegalZone.DateOf(due)) switch
            {
                < 0 => TimelinessClass.Early,
                0 => TimelinessClass.OnTime,
                _ => TimelinessClass.Late,
            };

    /// <summary>
    /// For limits in hours, shown beside the class: working minutes late, negative when early.
    /// </summary>
    public static int MinutesLate(
        WorkingCalendar calendar,
        DateTimeOffset resolvedAt,
        DateTimeOffset dueAt
    ) => calendar.MinutesBetween(dueAt, resolvedAt) - calendar.MinutesBetween(resolvedAt, dueAt);

    /// <summary>
    /// True when an open dossier is past its due date. One whose clock stands, or without a known limit, is not.
    /// </summary>
    public static bool IsOverdue(DateTimeOffset now, DateTimeOffset? dueAt, bool stopped) =>
        !stopped && dueAt is { } due && LegalZone.DateOf(now) > LegalZone.DateOf(due);
}

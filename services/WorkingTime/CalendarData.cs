using System.Text.Json.Serialization;

namespace HoanKiem.WorkingTime;

/// <summary>What is unusual about a day of the calendar.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DayKind>))]
public enum DayKind
{
    /// <summary>Public holiday (ngày lễ, tết).</summary>
    [JsonStringEnumMemberName("holiday")]
    Holiday,

    /// <summary>Day off in place of a holiday that fell on a weekend (nghỉ bù).</summary>
    [JsonStringEnumMemberName("compensatory")]
    Compensatory,

    /// <summary>Weekday off, worked on another day (nghỉ hoán đổi).</summary>
    [JsonStringEnumMemberName("swap_off")]
    SwapOff,

    /// <summary>Weekend day on which offices work in place of another day (làm bù).</summary>
    [JsonStringEnumMemberName("swap_work")]
    SwapWork,

    /// <summary>Working day of which only the first span of hours is worked (làm việc nửa ngày).</summary>
    [JsonStringEnumMemberName("half_day")]
    HalfDay,
}

/// <summary>One unusual day. Ordinary Mondays to Fridays and ordinary weekends are not listed.</summary>
/// <param name="Date">Legal date (UTC+07:00).</param>
/// <param name="Kind">What is unusual about it.</param>
/// <param name="Name">Its name as people know it, in Vietnamese.</param>
public sealed record CalendarDay(DateOnly Date, DayKind Kind, string Name);

/// <summary>A working calendar as plain data: what an event carries and a service keeps.</summary>
/// <param name="Version">Names this edition; a due date says which one it was counted with.</param>
/// <param name="CoveredFrom">First legal date for which the list of days is complete.</param>
/// <param name="CoveredUntil">Last such date; answers beyond it are provisional.</param>
/// <param name="Days">The unusual days, each date once.</param>
/// <param name="Hours">Office hours.</param>
public sealed record CalendarData(
    string Version,
    DateOnly CoveredFrom,
    DateOnly CoveredUntil,
    IReadOnlyList<CalendarDay> Days,
    OfficeHours Hours
);

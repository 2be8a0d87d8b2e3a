using System.Text.Json.Serialization;

namespace HoanKiem.WorkingTime;

/// <summary>In what a limit (thời hạn giải quyết) is counted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LimitUnit>))]
public enum LimitUnit
{
    /// <summary>Giờ làm việc: minutes of the clock hours, from the minute of reception.</summary>
    [JsonStringEnumMemberName("working_hour")]
    WorkingHour,

    /// <summary>Ngày làm việc.</summary>
    [JsonStringEnumMemberName("working_day")]
    WorkingDay,

    /// <summary>Ngày: calendar days; a last day off moves to the next working day.</summary>
    [JsonStringEnumMemberName("calendar_day")]
    CalendarDay,

    /// <summary>Trong ngày: the day of reception; after the cut-off, the next working day.</summary>
    [JsonStringEnumMemberName("same_day")]
    SameDay,
}

/// <summary>How long an agency may take.</summary>
public sealed record TimeLimit
{
    /// <summary>15:00, the cut-off of same-day procedures and of hand-overs on paper.</summary>
    public static readonly TimeOnly UsualCutOff = new(15, 0);

    /// <param name="value">How many; 0 only for same-day, at most 3660.</param>
    /// <param name="unit">Of what.</param>
    /// <param name="cutOff">Received after this time counts as received on the next working day.</param>
    public TimeLimit(int value, LimitUnit unit, TimeOnly? cutOff = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, unit == LimitUnit.SameDay ? 0 : 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 3660);
        (Value, Unit) = (unit == LimitUnit.SameDay ? 0 : value, unit);
        CutOff = cutOff ?? (unit == LimitUnit.SameDay ? UsualCutOff : null);
    }

    /// <summary>How many; 0 for same-day.</summary>
    public int Value { get; }

    /// <summary>Of what.</summary>
    public LimitUnit Unit { get; }

    /// <summary>Legal time; received later than this (strictly) counts as received on the next working day.</summary>
    public TimeOnly? CutOff { get; }

    /// <summary>Result on the day of reception, or the next working day when received after 15:00.</summary>
    public static TimeLimit SameDay { get; } = new(0, LimitUnit.SameDay);

    /// <summary>A limit in working hours.</summary>
    public static TimeLimit WorkingHours(int hours) => new(hours, LimitUnit.WorkingHour);

    /// <summary>A limit in working days.</summary>
    public static TimeLimit WorkingDays(int days) => new(days, LimitUnit.WorkingDay);

    /// <summary>A limit in calendar days.</summary>
    public static TimeLimit CalendarDays(int days) => new(days, LimitUnit.CalendarDay);

    /// <summary>Minutes for hours, days for days: what the lines of an explanation add up to.</summary>
    internal int Amount => Unit == LimitUnit.WorkingHour ? Value * 60 : Value;
}

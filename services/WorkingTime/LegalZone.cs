namespace HoanKiem.WorkingTime;

/// <summary>
/// The zone in which the law counts: UTC+07:00, fixed (giờ Việt Nam; no daylight saving since 1975).
/// Instants are stored in UTC; only days and times of day are read here.
/// </summary>
public static class LegalZone
{
    /// <summary>+07:00, all year.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    /// <summary>The same instant, written with +07:00.</summary>
    public static DateTimeOffset ToLocal(DateTimeOffset instant) => instant.ToOffset(Offset);

    /// <summary>The legal date of an instant: 00:00–07:00 in Hà Nội is still yesterday in UTC.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(ToLocal(instant).DateTime);

    /// <summary>The legal time of day of an instant.</summary>
    public static TimeOnly TimeOf(DateTimeOffset instant) =>
        TimeOnly.FromDateTime(ToLocal(instant).DateTime);

    /// <summary>The instant, in UTC, of a legal date and time of day.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time) =>
        new DateTimeOffset(date.ToDateTime(time), Offset).ToUniversalTime();

    /// <summary>Midnight at which a legal date begins, in UTC.</summary>
    public static DateTimeOffset StartOf(DateOnly date) => At(date, TimeOnly.MinValue);

    /// <summary>
    /// The instant without its seconds, in UTC. The receipt (Mẫu 01) prints hour and minute, so whoever
    /// recomputes a due date from the paper must get the same one.
    /// </summary>
    public static DateTimeOffset ToMinute(DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
}

namespace HoanKiem.Access;

/// <summary>Days of the legal zone.</summary>
public static class LegalDay
{
    /// <summary>The local date in Vietnam (UTC+07:00, no summer time since 1975) of a moment.</summary>
    public static DateOnly Of(DateTimeOffset moment) =>
        DateOnly.FromDateTime(moment.ToOffset(TimeSpan.FromHours(7)).DateTime);

    /// <summary>When a day begins, UTC.</summary>
    public static DateTimeOffset StartOf(DateOnly day) =>
        new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.FromHours(7)).ToUniversalTime();
}

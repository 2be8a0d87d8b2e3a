namespace HoanKiem.WorkingTime;

/// <summary>Part of a day, legal time, from (inclusive) to (exclusive).</summary>
/// <param name="From">First minute.</param>
/// <param name="To">The minute after the last.</param>
public readonly record struct HourSpan(TimeOnly From, TimeOnly To);

/// <summary>
/// The two sets of hours of an office: when it receives people, and when the clock of its limits runs.
/// They differ where an office receives on Saturdays that are not working days.
/// </summary>
/// <param name="Clock">Hours of every working day in which limits in hours run; the last one closes the day.</param>
/// <param name="Reception">Hours of every working day in which dossiers are received.</param>
/// <param name="SaturdayReception">Hours of reception on Saturdays that are not working days; often none.</param>
public sealed record OfficeHours(
    IReadOnlyList<HourSpan> Clock,
    IReadOnlyList<HourSpan> Reception,
    IReadOnlyList<HourSpan> SaturdayReception
)
{
    /// <summary>08:00–12:00 and 13:00–17:00, no Saturday: the custom of offices in Hà Nội, data rather than law.</summary>
    public static OfficeHours HaNoi { get; } =
        Daily(new(new(8, 0), new(12, 0)), new HourSpan(new(13, 0), new(17, 0)));

    /// <summary>The same hours for clock and reception, and no Saturday.</summary>
    public static OfficeHours Daily(params HourSpan[] spans) => new(spans, spans, []);

    internal void Check()
    {
        if (Clock.Count == 0 || Reception.Count == 0)
            throw new ArgumentException("An office has hours on working days.");
        foreach (var spans in (IReadOnlyList<HourSpan>[])[Clock, Reception, SaturdayReception])
            for (var i = 0; i < spans.Count; i++)
                if (spans[i].From >= spans[i].To || (i > 0 && spans[i - 1].To > spans[i].From))
                    throw new ArgumentException("Office hours are in order and do not overlap.");
    }
}

using CsCheck;

namespace HoanKiem.WorkingTime.Tests;

/// <summary>A generated clock, with a name for its calendar that SQL understands too.</summary>
internal sealed record GeneratedCase(bool Saturdays, LegalClock Clock);

/// <summary>Generators: receptions of eleven years with a taste for edges, limits of all units, waits that overlap.</summary>
internal static class Generated
{
    /// <summary>Any minute of a day, or one at the edge of opening, lunch, cut-off and closing; with seconds or not.</summary>
    private static readonly Gen<TimeSpan> TimeOfDay =
        from minute in Gen.OneOf(
            Gen.Int[0, 1439],
            Any(479, 480, 481, 720, 721, 780, 900, 901, 1019, 1020, 1021)
        )
        from second in Gen.OneOf(Gen.Const(0), Gen.Int[0, 59])
        select new TimeSpan(0, minute, second);

    /// <summary>From half a year before the published calendar to two years after it.</summary>
    public static readonly Gen<DateTimeOffset> Moment = Gen.Select(
        Gen.Int[-180, 4750],
        TimeOfDay,
        (day, time) => LegalZone.StartOf(new DateOnly(2016, 1, 1).AddDays(day)) + time
    );

    private static readonly Gen<TimeOnly?> CutOff = Any<TimeOnly?>(
        null,
        null,
        new(15, 0),
        new(11, 0),
        new(20, 0)
    );

    public static readonly Gen<TimeLimit> Limit = Gen.OneOf(
        Gen.Select(Gen.Int[1, 80], CutOff, (n, c) => new TimeLimit(n, LimitUnit.WorkingHour, c)),
        Gen.Select(Gen.Int[1, 45], CutOff, (n, c) => new TimeLimit(n, LimitUnit.WorkingDay, c)),
        Gen.Select(Gen.Int[1, 90], CutOff, (n, c) => new TimeLimit(n, LimitUnit.CalendarDay, c)),
        CutOff.Select(c => new TimeLimit(0, LimitUnit.SameDay, c))
    );

    private static readonly Gen<WaitKind> Kind = Any(
        WaitKind.Papers,
        WaitKind.Money,
        WaitKind.PublicNotice,
        WaitKind.Opinion
    );

    /// <summary>A wait near a reception: sometimes before it, sometimes of no length, often at an edge of the day.</summary>
    public static Gen<Wait> WaitAfter(DateTimeOffset received) =>
        from day in Gen.Int[0, 14]
        from time in TimeOfDay
        from length in Gen.OneOf(Gen.Int[0, 600], Gen.Int[0, 20_000])
        from kind in Kind
        let start = LegalZone.StartOf(LegalZone.DateOf(received).AddDays(day)) + time
        select new Wait(start, start.AddMinutes(length), kind);

    public static readonly Gen<GeneratedCase> Case =
        from received in Moment
        from limit in Limit
        from saturdays in Gen.Bool
        from rule in Any(SupplementRule.Restart, SupplementRule.Resume)
        from waits in WaitAfter(received).List[0, 3]
        select new GeneratedCase(
            saturdays,
            new(
                saturdays ? Calendars.OpenOnSaturdays : Calendars.HaNoi,
                limit,
                received,
                rule,
                waits
            )
        );

    private static Gen<T> Any<T>(params T[] values) =>
        Gen.Int[0, values.Length - 1].Select(i => values[i]);
}

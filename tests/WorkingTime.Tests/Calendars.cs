using System.Globalization;

namespace HoanKiem.WorkingTime.Tests;

/// <summary>The calendars of the tests: 2016–2026 as published, and offices with other hours.</summary>
internal static class Calendars
{
    public static WorkingCalendar HaNoi { get; } = WorkingCalendar.From(Data());

    /// <summary>An office that also receives on Saturday mornings.</summary>
    public static WorkingCalendar OpenOnSaturdays { get; } =
        HaNoi.WithHours(
            OfficeHours.HaNoi with
            {
                SaturdayReception = [new(new(8, 0), new(11, 30))],
            },
            "2026.1/saturday"
        );

    /// <summary>An office that works mornings only on the last working day before Tết 2026.</summary>
    public static WorkingCalendar WithHalfDay { get; } =
        WorkingCalendar.From(
            Data() with
            {
                Days =
                [
                    .. Data().Days,
                    new(new(2026, 2, 13), DayKind.HalfDay, "Chiều 26 tháng Chạp"),
                ],
            }
        );

    public static CalendarData Data() =>
        new("2026.1", new(2016, 1, 1), new(2026, 12, 31), [.. Read()], OfficeHours.HaNoi);

    /// <summary>The days of one edition in the Catalogue's seed: date, kind, name.</summary>
    public static IEnumerable<(DateOnly Date, string Kind, string Name)> Rows() =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "calendar.csv"))
        where line.StartsWith("hanoi-2016-2026.1,", StringComparison.Ordinal)
        let cell = line.Split(',', 4)
        select (
            DateOnly.ParseExact(cell[1], "yyyy-MM-dd", CultureInfo.InvariantCulture),
            cell[2],
            cell[3][..cell[3].LastIndexOf(',')].Trim('"')
        );

    private static IEnumerable<CalendarDay> Read() =>
        Rows()
            .Select(row => new CalendarDay(
                row.Date,
                Enum.Parse<DayKind>(
                    row.Kind.Replace("_", "", StringComparison.Ordinal),
                    ignoreCase: true
                ),
                row.Name
            ));
}

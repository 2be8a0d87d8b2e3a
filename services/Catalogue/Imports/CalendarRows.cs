using HoanKiem.WorkingTime;

namespace HoanKiem.Catalogue.Imports;

/// <summary>An edition of a calendar as the files state it.</summary>
/// <param name="Row">Its row, to report what the catalogue has against it.</param>
/// <param name="CalendarId">Which calendar.</param>
/// <param name="Basis">Laws and decisions behind it.</param>
/// <param name="Data">Days and hours.</param>
internal sealed record StatedCalendar(Row Row, string CalendarId, string Basis, CalendarData Data);

/// <summary>Reads the files about the working calendar.</summary>
internal sealed class CalendarRows(CatalogueFiles files, ImportReport report)
{
    public IReadOnlyList<StatedCalendar> Read()
    {
        var days = files["calendar.csv"]
            .Select(row => (Row: row, Version: row.Text("version"), Day: ReadDay(row)))
            .ToArray();
        var hours = files["hours.csv"]
            .Select(row =>
                (
                    Calendar: row.Text("calendar"),
                    Kind: row.OneOf("kind", "clock", "reception"),
                    Days: row.OneOf("days", "mon-fri", "sat"),
                    Span: ReadSpan(row)
                )
            )
            .ToArray();
        var stated = new List<StatedCalendar>();
        foreach (var row in files["calendars.csv"])
        {
            var (calendar, version) = (
                row.Matching("calendar", Row.Slug()),
                row.Text("version", 64)
            );
            var (from, to, basis) = (
                row.SureDate("covers_from"),
                row.SureDate("covers_to"),
                row.Text("basis", 500)
            );
            if (to < from)
                row.Bad(
                    "covers_to",
                    "order",
                    "Ngày cuối trước ngày đầu.",
                    "The last day is before the first."
                );
            var own = days.Where(day => day.Version == version).ToArray();
            foreach (var day in own.Where(day => day.Day.Date < from || day.Day.Date > to))
                day.Row.Bad(
                    "date",
                    "range",
                    "Ngày nằm ngoài phạm vi của lịch.",
                    "The day lies outside the calendar."
                );
            foreach (
                var twice in own.GroupBy(day => day.Day.Date).Where(group => group.Count() > 1)
            )
                twice
                    .Last()
                    .Row.Bad("date", "duplicate", "Ngày lặp lại.", "The day appears twice.");
            IReadOnlyList<HourSpan> Of(string kind, string when) =>
                [
                    .. hours
                        .Where(h => h.Calendar == calendar && h.Kind == kind && h.Days == when)
                        .Select(h => h.Span)
                        .OrderBy(span => span.From),
                ];
            var data = new CalendarData(
                version,
                from,
                to,
                [.. own.Select(day => day.Day).OrderBy(day => day.Date)],
                new OfficeHours(
                    Of("clock", "mon-fri"),
                    Of("reception", "mon-fri"),
                    Of("reception", "sat")
                )
            );
            if (report.Clean)
                Check(row, data);
            stated.Add(new StatedCalendar(row, calendar, basis, data));
        }

        var versions = stated.Select(s => s.Data.Version).ToHashSet(StringComparer.Ordinal);
        foreach (var day in days.Where(day => !versions.Contains(day.Version)))
            day.Row.Bad(
                "version",
                "unknown",
                "calendars.csv không có phiên bản này.",
                "calendars.csv has no such version."
            );
        return stated;
    }

    // The library refuses hours that overlap or are missing; here that is a problem of the file.
    private static void Check(Row row, CalendarData data)
    {
        try
        {
            WorkingCalendar.From(data);
        }
        catch (ArgumentException)
        {
            row.Bad(
                "calendar",
                "hours",
                "hours.csv thiếu giờ làm việc hoặc các khoảng giờ chồng nhau.",
                "hours.csv lacks hours for it, or they overlap."
            );
        }
    }

    private static CalendarDay ReadDay(Row row)
    {
        row.OneOf("confidence", "high", "medium", "low");
        var kind = row.OneOf(
            "kind",
            "holiday",
            "compensatory",
            "swap_off",
            "swap_work",
            "half_day"
        ) switch
        {
            "compensatory" => DayKind.Compensatory,
            "swap_off" => DayKind.SwapOff,
            "swap_work" => DayKind.SwapWork,
            "half_day" => DayKind.HalfDay,
            _ => DayKind.Holiday,
        };
        return new CalendarDay(row.SureDate("date"), kind, row.Text("name", 200));
    }

    private static HourSpan ReadSpan(Row row)
    {
        if (row.Time("opens") is { } opens && row.Time("closes") is { } closes && opens < closes)
            return new HourSpan(opens, closes);
        row.Bad(
            "closes",
            "order",
            "Cần giờ mở cửa trước giờ đóng cửa.",
            "Opening comes before closing."
        );
        return new HourSpan(new(8, 0), new(12, 0));
    }
}

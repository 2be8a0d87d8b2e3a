using System.Globalization;
using System.Text.RegularExpressions;

namespace HoanKiem.Catalogue.Imports;

/// <summary>A row of a file. Reading a bad cell reports it and gives a harmless value, so that one pass finds all problems.</summary>
internal sealed partial class Row(
    string file,
    int line,
    IReadOnlyDictionary<string, string> cells,
    ImportReport report
)
{
    public void Bad(string member, string code, string vi, string en) =>
        report.Add(new(file, line, member, code, vi, en));

    public string? Maybe(string member) => cells[member] is { Length: > 0 } text ? text : null;

    public string Text(string member, int longest = 1000)
    {
        var text = cells[member];
        if (text.Length == 0)
            Bad(member, "required", "Bắt buộc phải có.", "This is required.");
        else if (text.Length > longest)
            Bad(member, "length", $"Nhiều nhất {longest} ký tự.", $"At most {longest} characters.");
        return text;
    }

    public IReadOnlyList<string> List(string member) =>
        cells[member]
            .Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public string OneOf(string member, params string[] allowed)
    {
        var text = cells[member];
        if (!allowed.Contains(text))
            Bad(
                member,
                "value",
                $"Chọn một trong: {string.Join(", ", allowed)}.",
                $"One of: {string.Join(", ", allowed)}."
            );
        return text;
    }

    public bool? MaybeYes(string member) => cells[member].Length == 0 ? null : Yes(member);

    public bool Yes(string member) => OneOf(member, "yes", "no") == "yes";

    public DateOnly? Date(string member)
    {
        if (cells[member].Length == 0)
            return null;
        if (
            DateOnly.TryParseExact(
                cells[member],
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var date
            ) && date.Year is >= 1945 and <= 2199
        )
            return date;
        Bad(member, "date", "Cần ngày dạng 2026-11-23.", "A date such as 2026-11-23 is needed.");
        return null;
    }

    public DateOnly SureDate(string member)
    {
        if (cells[member].Length == 0)
            Bad(member, "required", "Bắt buộc phải có.", "This is required.");
        return Date(member) ?? default;
    }

    public TimeOnly? Time(string member)
    {
        if (cells[member].Length == 0)
            return null;
        if (
            TimeOnly.TryParseExact(
                cells[member],
                "HH:mm",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var time
            )
        )
            return time;
        Bad(member, "time", "Cần giờ dạng 15:00.", "A time such as 15:00 is needed.");
        return null;
    }

    public long? Number(string member, long least, long most)
    {
        if (cells[member].Length == 0)
            return null;
        if (
            long.TryParse(
                cells[member],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number >= least
            && number <= most
        )
            return number;
        Bad(
            member,
            "range",
            $"Cần số nguyên từ {least} đến {most}; không biết thì để trống.",
            $"A whole number from {least} to {most}; leave unknown values empty."
        );
        return null;
    }

    public string Matching(string member, Regex pattern)
    {
        if (!pattern.IsMatch(cells[member]))
            Bad(member, "pattern", "Không đúng định dạng.", "The format is not right.");
        return cells[member];
    }

    /// <summary>A limit in two columns, both or neither: empty is unknown, and zero is never written.</summary>
    public Contracts.Catalogue.V1.TimeLimit? Limit(TimeOnly? cutOff)
    {
        var value = Number("limit_value", 1, 3660);
        if (cells["limit_unit"].Length == 0)
        {
            if (value is not null)
                Bad(
                    "limit_unit",
                    "required",
                    "Có số thì phải có đơn vị.",
                    "A value needs its unit."
                );
            return null;
        }

        var unit = OneOf(
            "limit_unit",
            "working_hour",
            "working_day",
            "calendar_day",
            "same_day"
        ) switch
        {
            "working_hour" => Contracts.LimitUnit.WorkingHour,
            "calendar_day" => Contracts.LimitUnit.CalendarDay,
            "same_day" => Contracts.LimitUnit.SameDay,
            _ => Contracts.LimitUnit.WorkingDay,
        };
        if (value is null && cells["limit_value"].Length == 0)
            Bad("limit_value", "required", "Có đơn vị thì phải có số.", "A unit needs its value.");
        return value is { } number ? new((int)number, unit, cutOff) : null;
    }

    [GeneratedRegex(@"^[1-6]\.\d{6}$")]
    public static partial Regex Code();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    public static partial Regex Slug();
}

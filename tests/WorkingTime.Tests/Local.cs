using System.Globalization;

namespace HoanKiem.WorkingTime.Tests;

/// <summary>Legal times as a lawyer writes them: 27/10/2023 09:32.</summary>
internal static class Local
{
    private const string Form = "dd/MM/yyyy HH:mm";

    public static DateTimeOffset Time(string text) =>
        new DateTimeOffset(
            DateTime.ParseExact(text, Form, CultureInfo.InvariantCulture),
            LegalZone.Offset
        ).ToUniversalTime();

    public static string Text(DateTimeOffset instant) =>
        LegalZone.ToLocal(instant).ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>papers 16/05/2019 10:00 &gt; 21/05/2019 09:00</summary>
    public static Wait Wait(string text)
    {
        var (kind, span) = (
            text.Trim().Split(' ', 2)[0],
            text.Trim().Split(' ', 2)[1].Split(" > ")
        );
        return new(
            Time(span[0]),
            Time(span[1]),
            Enum.Parse<WaitKind>(kind.Replace("_", "", StringComparison.Ordinal), ignoreCase: true)
        );
    }

    public static LimitUnit Unit(string text) =>
        Enum.Parse<LimitUnit>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    public static WorkingCalendar Calendar(string name) =>
        name switch
        {
            "HaNoi" => Calendars.HaNoi,
            "OpenOnSaturdays" => Calendars.OpenOnSaturdays,
            "WithHalfDay" => Calendars.WithHalfDay,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such calendar."),
        };
}

namespace HoanKiem.WorkingTime;

/// <summary>
/// Statutory days off that have a fixed date (Bộ luật Lao động 2019, Điều 112). All that can be said of a year
/// whose calendar is not published: Tết and Giỗ Tổ follow the moon, and the second day of Quốc khánh and the
/// swaps are announced each year.
/// </summary>
internal static class StatutoryDays
{
    /// <summary>Name of the fixed holiday on a date, or null.</summary>
    public static string? On(DateOnly date) =>
        (date.Month, date.Day) switch
        {
            (1, 1) => "Tết Dương lịch",
            (4, 30) => "Ngày Chiến thắng",
            (5, 1) => "Ngày Quốc tế Lao động",
            (9, 2) => "Quốc khánh",
            (11, 24) when date.Year >= 2026 => "Ngày Văn hóa Việt Nam",
            _ => null,
        };
}

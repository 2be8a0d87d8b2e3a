using System.Globalization;

namespace HoanKiem.Demonstration;

/// <summary>People who cannot exist: their numbers have a century digit that nobody was given.</summary>
internal static class TestPeople
{
    private static readonly string[] Families =
    [
        "Nguyễn",
        "Trần",
        "Lê",
        "Phạm",
        "Hoàng",
        "Vũ",
        "Đặng",
        "Bùi",
        "Đỗ",
        "Ngô",
    ];
    private static readonly string[] Middles =
    [
        "Thị",
        "Văn",
        "Minh",
        "Thanh",
        "Ngọc",
        "Đức",
        "Thu",
        "Quang",
    ];
    private static readonly string[] Given =
    [
        "An",
        "Bình",
        "Chi",
        "Dũng",
        "Giang",
        "Hà",
        "Khánh",
        "Linh",
        "Nam",
        "Oanh",
        "Phúc",
        "Sơn",
        "Tâm",
    ];

    public static string Name(int number) =>
        $"{Families[number % 10]} {Middles[number % 8]} {Given[number % 13]}";

    /// <summary>Hà Nội (001), century digit 9, year 99, serial.</summary>
    public static string IdentityNumber(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"001999{number:000000}");

    public static string Phone(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"0900{number:000000}");

    public static object Applicant(int number) =>
        new
        {
            role = "applicant",
            identityKind = "personalNumber",
            name = Name(number),
            number = IdentityNumber(number),
            phone = Phone(number),
            email = $"nguoi-{number}@example.invalid",
            address = $"Số {number}, phố Hàng Thử, Hà Nội",
        };
}

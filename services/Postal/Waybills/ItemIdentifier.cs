using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HoanKiem.Postal.Waybills;

/// <summary>
/// Number of a postal item (số hiệu bưu gửi) after UPU standard S10: two service letters, eight digits, a check digit, two letters
/// of the country; <c>EK123456785VN</c>.
/// </summary>
internal readonly record struct ItemIdentifier
{
    private static ReadOnlySpan<int> Weights => [8, 6, 4, 2, 3, 5, 9, 7];

    private ItemIdentifier(string text) => Text = text;

    /// <summary>The thirteen characters without spaces, as printed below the barcode.</summary>
    public string Text { get; }

    /// <summary>Computes the check digit of a serial number and puts the item number together.</summary>
    /// <param name="service">Two letters A–Z: kind of service.</param>
    /// <param name="serial">0 to 99,999,999.</param>
    /// <param name="country">Two letters A–Z (ISO 3166): country of posting.</param>
    public static ItemIdentifier Create(string service, int serial, string country = "VN")
    {
        if (!IsLetters(service) || !IsLetters(country))
            throw new ArgumentException("Service and country are two letters A–Z each.");
        ArgumentOutOfRangeException.ThrowIfNegative(serial);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(serial, 99_999_999);

        var digits = serial.ToString("00000000", CultureInfo.InvariantCulture);
        return new($"{service}{digits}{CheckDigit(digits)}{country}");
    }

    /// <summary>Reads an item number as people and carriers write it: spaces between the groups, small letters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ItemIdentifier item)
    {
        item = default;
        if (text is null)
            return false;

        var bare = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (bare.Length != 13 || !IsLetters(bare[..2]) || !IsLetters(bare[11..]))
            return false;

        var digits = bare.AsSpan(2, 8);
        foreach (var digit in bare.AsSpan(2, 9))
        {
            if (!char.IsAsciiDigit(digit))
                return false;
        }

        if (bare[10] - '0' != CheckDigit(digits))
            return false;

        item = new(bare);
        return true;
    }

    /// <summary>In groups, for people: <c>EK 12345678 5 VN</c>.</summary>
    public string ForPeople() => $"{Text[..2]} {Text[2..10]} {Text[10]} {Text[11..]}";

    /// <inheritdoc />
    public override string ToString() => Text;

    private static int CheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < 8; i++)
            sum += (digits[i] - '0') * Weights[i];

        // A remainder of 0 or 1 would give 11 or 10, which is no digit: the standard puts 5 and 0 in their place.
        return (11 - sum % 11) switch
        {
            10 => 0,
            11 => 5,
            var digit => digit,
        };
    }

    private static bool IsLetters(string text) =>
        text.Length == 2 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]);
}

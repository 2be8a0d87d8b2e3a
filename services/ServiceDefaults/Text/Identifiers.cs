using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HoanKiem.ServiceDefaults.Text;

/// <summary>Which identifiers are taken.</summary>
public sealed class IdentifierOptions
{
    /// <summary>Takes test people: province 001 with the century digit 9, which no living person has. Never set in production.</summary>
    public bool AllowTestNumbers { get; set; }
}

/// <summary>
/// The personal identification number (số định danh cá nhân): 12 digits, 3 for the province or country where the birth was registered,
/// 1 for century and sex, 2 for the year, 6 serial. There is no check digit. Basis: Nghị định 137/2015/NĐ-CP.
/// </summary>
public static class IdentityNumber
{
    // People keep the code of their province for life, also after the mergers.
    private static readonly FrozenSet<string> Provinces = new[]
    {
        "001",
        "002",
        "004",
        "006",
        "008",
        "010",
        "011",
        "012",
        "014",
        "015",
        "017",
        "019",
        "020",
        "022",
        "024",
        "025",
        "026",
        "027",
        "030",
        "031",
        "033",
        "034",
        "035",
        "036",
        "037",
        "038",
        "040",
        "042",
        "044",
        "045",
        "046",
        "048",
        "049",
        "051",
        "052",
        "054",
        "056",
        "058",
        "060",
        "062",
        "064",
        "066",
        "067",
        "068",
        "070",
        "072",
        "074",
        "075",
        "077",
        "079",
        "080",
        "082",
        "083",
        "084",
        "086",
        "087",
        "089",
        "091",
        "092",
        "093",
        "094",
        "095",
        "096",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether such a number can exist. Codes above 096 are countries of birth.</summary>
    public static bool IsPossible(string number, bool allowTestNumbers)
    {
        if (number.Length != 12 || number.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        var place = number[..3];
        if (number[3] > '5')
            return allowTestNumbers && place == "001" && number[3] == '9';
        return Provinces.Contains(place) || string.CompareOrdinal(place, "097") >= 0;
    }
}

/// <summary>The member is a personal identification number that can exist.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class IdentityNumberAttribute : ValidationAttribute
{
    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var allowed =
            validationContext.GetService<IOptions<IdentifierOptions>>()?.Value.AllowTestNumbers
            ?? false;
        return
            value is null || (value is string number && IdentityNumber.IsPossible(number, allowed))
            ? ValidationResult.Success
            : new ValidationResult(nameof(IdentityNumber));
    }
}

/// <summary>Vietnamese telephone numbers: mobile 03, 05, 07, 08, 09 and 8 digits; Hà Nội 024 and 8 digits; mobile with 11 digits before 15/09/2018.</summary>
public static class PhoneNumber
{
    /// <summary>The number in E.164, or null when there is no such number. Takes +84, 0084, spaces and dots.</summary>
    public static string? Normalised(string text)
    {
        var digits = new string([.. text.Where(character => character is not (' ' or '.' or '-'))]);
        if (digits.StartsWith("+84", StringComparison.Ordinal))
            digits = "0" + digits[3..];
        else if (digits.StartsWith("0084", StringComparison.Ordinal))
            digits = "0" + digits[4..];
        if (
            digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            || digits.Length is < 10 or > 11
            || digits[0] != '0'
        )
            return null;

        var known =
            digits.Length == 10
                ? digits[1] is '3' or '5' or '7' or '8' or '9'
                : digits.StartsWith("024", StringComparison.Ordinal)
                    || (
                        digits.StartsWith("01", StringComparison.Ordinal)
                        && digits[2] is '2' or '6' or '8' or '9'
                    );
        return known ? "+84" + digits[1..] : null;
    }
}

/// <summary>The member is a Vietnamese telephone number.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class VietnamesePhoneAttribute : ValidationAttribute
{
    /// <inheritdoc />
    public override bool IsValid(object? value) =>
        value is null || (value is string text && PhoneNumber.Normalised(text) is not null);
}

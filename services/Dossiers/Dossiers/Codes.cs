using System.Globalization;
using System.Security.Cryptography;
using HoanKiem.WorkingTime;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>
/// The look-up code (mã tra cứu): 10 characters of 5 bits, 50 bits that nobody guesses. Whoever has it may see everything
/// that the citizen may see. Read aloud and typed by hand: no I, L, O, U; small letters, hyphens and spaces do not matter.
/// </summary>
internal static class LookUpCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>How many characters.</summary>
    public const int Length = 10;

    /// <summary>A new code.</summary>
    public static string New() => Random(Length);

    /// <summary>The code that a person meant, or null when it cannot be one.</summary>
    public static string? Read(string typed)
    {
        var code = new string([
            .. typed
                .Where(character => character is not ('-' or ' '))
                .Select(char.ToUpperInvariant)
                .Select(character =>
                    character switch
                    {
                        'O' => '0',
                        'I' or 'L' => '1',
                        _ => character,
                    }
                ),
        ]);
        return code.Length == Length && code.All(Alphabet.Contains) ? code : null;
    }

    /// <summary>As it is printed: two groups of five.</summary>
    public static string Print(string code) => $"{code[..5]}-{code[5..]}";

    internal static string Random(int length) => RandomNumberGenerator.GetString(Alphabet, length);
}

/// <summary>The request code (mã tiếp nhận): what the citizen holds until the dossier has a number. No secret, but not to be counted either.</summary>
internal static class RequestCode
{
    /// <summary>A new code for the local day of <paramref name="at"/>.</summary>
    public static string New(DateTimeOffset at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"TN-{LegalZone.DateOf(at):yyMMdd}-{LookUpCode.Random(8)}"
        );
}

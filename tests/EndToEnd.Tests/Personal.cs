using System.Text;
using System.Text.RegularExpressions;

namespace HoanKiem.EndToEnd.Tests;

/// <summary>
/// What of the demonstration's people must not be read outside the places that are made for it. Their numbers, phones, addresses and e-mail
/// addresses have shapes that nobody else has; their names are those that the database knows.
/// </summary>
internal sealed partial class Personal(IReadOnlyCollection<string> names)
{
    private readonly string[] _words = [.. names.SelectMany(Written).Distinct()];

    /// <summary>The first thing of a person in a text, however it is escaped; null when there is none.</summary>
    public string? In(string text)
    {
        foreach (var read in new[] { text, Unescaped(text), Decoded(text) }.Distinct())
        {
            if (Shapes().Match(read) is { Success: true } match)
                return match.Value;
            if (
                Array.Find(
                    _words,
                    word => read.Contains(word, StringComparison.OrdinalIgnoreCase)
                ) is
                { } name
            )
                return name;
        }

        return null;
    }

    /// <summary>The same in a file of no text, as its bytes would be read in UTF-8.</summary>
    public string? In(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return Shapes().Match(text) is { Success: true } match
            ? match.Value
            : Array.Find(_words, word => text.Contains(word, StringComparison.Ordinal));
    }

    // In an address, and in JSON that keeps to ASCII, a name looks different.
    private static IEnumerable<string> Written(string name) =>
        [
            name,
            Uri.EscapeDataString(name),
            System.Text.Json.JsonSerializer.Serialize(name).Trim('"'),
        ];

    private static string Unescaped(string text) =>
        text.Contains("\\u", StringComparison.Ordinal)
            ? Escape().Replace(text, match => $"{(char)Convert.ToInt32(match.Groups[1].Value, 16)}")
            : text;

    private static string Decoded(string text) =>
        text.Contains('%') || text.Contains('+')
            ? Uri.UnescapeDataString(text.Replace('+', ' '))
            : text;

    // Identity numbers of the century that nobody was given, the test range of telephone numbers, the domain that does not exist, the street.
    [GeneratedRegex(
        @"(?<!\w)001999\d{6}(?!\w)|(?<![\w.])(?:0|\+?84)900\d{6}(?!\w)|nguoi-\d+@|phố Hàng Thử"
    )]
    private static partial Regex Shapes();

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})")]
    private static partial Regex Escape();
}

using System.Globalization;
using System.Text;
using HoanKiem.ServiceDefaults.Text;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>
/// A text prepared for search: folded words (no accents) and, word by word, the key of its accents. The key is the
/// same for both placements of the tone (hòa, hoà) and both Unicode normal forms.
/// </summary>
internal sealed class SearchText
{
    private static readonly char[] Separators =
    [
        ' ',
        ',',
        '.',
        ';',
        ':',
        '/',
        '(',
        ')',
        '-',
        '–',
        '"',
        '“',
        '”',
        '…',
        '\t',
        '\n',
        '\r',
    ];

    private SearchText(string[] words, string[] keys)
    {
        Words = words;
        Keys = keys;
        Joined = string.Join(' ', words);
        Squeezed = string.Concat(words);
    }

    /// <summary>Folded words, in order.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Key of the accents of each word.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>The words with one space between them.</summary>
    public string Joined { get; }

    /// <summary>The words without spaces: finds a space too many or too few.</summary>
    public string Squeezed { get; }

    public static SearchText Of(string text)
    {
        var words = Composed(text).Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        words = [.. words.Where(word => Fold.Of(word).Length > 0)];
        return new SearchText(
            [.. words.Select(word => OneVowel(Fold.Of(word)))],
            [.. words.Select(AccentKey)]
        );
    }

    /// <summary>The same without its first words.</summary>
    public SearchText From(int word) => new([.. Words.Skip(word)], [.. Keys.Skip(word)]);

    // Ký and kí, lý and lí are the same word in two spellings.
    private static string OneVowel(string word) =>
        word.Length > 1 && word[^1] == 'y' && word[^2] is not ('a' or 'e' or 'o' or 'u')
            ? word[..^1] + 'i'
            : word;

    // Letters stay where they are, the tone goes to the end of the syllable.
    private static string AccentKey(string word)
    {
        var letters = new StringBuilder();
        var tones = new StringBuilder();
        foreach (var character in word.Normalize(NormalizationForm.FormD))
            (
                character is '\u0300' or '\u0301' or '\u0303' or '\u0309' or '\u0323'
                    ? tones
                    : letters
            ).Append(char.ToLower(character, CultureInfo.InvariantCulture));
        return OneVowel(letters.ToString()) + '|' + tones;
    }

    // Search terms come from anyone's keyboard: half a surrogate pair is no reason to fail.
    private static string Composed(string text) =>
        string.Concat(text.Where(character => !char.IsSurrogate(character)))
            .Normalize(NormalizationForm.FormC);
}

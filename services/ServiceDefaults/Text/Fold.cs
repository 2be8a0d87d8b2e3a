using System.Globalization;
using System.Text;

namespace HoanKiem.ServiceDefaults.Text;

/// <summary>
/// The form in which Vietnamese names and titles are compared and searched: lower case, no accents, đ as d, single spaces.
/// Both placements of the tone (hòa, hoà) and both normal forms become the same text.
/// </summary>
public static class Fold
{
    /// <summary>Folds <paramref name="text"/>; empty for a text of nothing but spaces.</summary>
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        var gap = false;
        foreach (var character in Decomposed(text))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark)
                continue;
            if (char.IsWhiteSpace(character) || char.IsControl(character))
            {
                gap = folded.Length > 0;
                continue;
            }

            if (gap)
                folded.Append(' ');
            gap = false;
            folded.Append(character is 'đ' or 'Đ' ? 'd' : char.ToLowerInvariant(character));
        }

        return folded.ToString();
    }

    // Search terms come from anyone's keyboard: half a surrogate pair is no reason to fail.
    private static string Decomposed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            return new string([.. text.Where(character => !char.IsSurrogate(character))]).Normalize(
                NormalizationForm.FormD
            );
        }
    }
}

using System.Text;

namespace HoanKiem.ServiceDefaults.Text;

/// <summary>Texts that may be stored: Unicode normal form C, no control characters but line feed and tab.</summary>
public static class CleanText
{
    /// <summary>Whether <paramref name="text"/> may be stored as it is.</summary>
    public static bool Is(string text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character) && character is not ('\n' or '\t'))
                return false;
        }

        try
        {
            return text.IsNormalized(NormalizationForm.FormC);
        }
        catch (ArgumentException) // half of a surrogate pair
        {
            return false;
        }
    }
}

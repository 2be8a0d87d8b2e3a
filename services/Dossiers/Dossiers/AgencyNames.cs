using System.Text.RegularExpressions;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>
/// A text of the history names an agency by its id in braces, <c>{hang-bac}</c>: names change, and who writes a line has better things to do
/// than to look them up. Whoever shows the line puts the names in.
/// </summary>
internal static partial class AgencyNames
{
    /// <summary>The place for the name of an agency.</summary>
    public static string Slot(string agency) => $"{{{agency}}}";

    /// <summary>The text with names.</summary>
    public static string PutIn(Func<string, string> nameOf, string text) =>
        Slots().Replace(text, match => nameOf(match.Groups[1].Value));

    [GeneratedRegex(@"\{([a-z0-9.-]+)\}")]
    private static partial Regex Slots();
}

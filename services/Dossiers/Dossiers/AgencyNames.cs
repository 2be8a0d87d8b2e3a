using System.Text.RegularExpressions;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Persistence;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>
/// A text of the history names an agency by its id in braces, <c>{hang-bac}</c>: names change, and who writes a line has better things to do
/// than to look them up. Whoever shows the line puts the names in.
/// </summary>
internal static partial class AgencyNames
{
    /// <summary>The place for the name of an agency.</summary>
    public static string Slot(string agency) => $"{{{agency}}}";

    /// <summary>Reads the names that <paramref name="texts"/> have places for.</summary>
    public static Task<IReadOnlyDictionary<string, string>> For(
        DossiersDb db,
        IEnumerable<string> texts,
        CancellationToken ct
    ) =>
        AgencyVersion.Names(
            db,
            [
                .. texts
                    .SelectMany(text => Slots().Matches(text))
                    .Select(match => match.Groups[1].Value)
                    .Distinct(),
            ],
            ct
        );

    /// <summary>The text with names; an agency that nobody knows keeps its id.</summary>
    public static string PutIn(IReadOnlyDictionary<string, string> names, string text) =>
        Slots()
            .Replace(
                text,
                match => names.GetValueOrDefault(match.Groups[1].Value, match.Groups[1].Value)
            );

    [GeneratedRegex(@"\{([a-z0-9.-]+)\}")]
    private static partial Regex Slots();
}

using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;

namespace HoanKiem.Dossiers.Parties;

/// <summary>
/// Who sees numbers and addresses in full: the citizen, and clerks and specialists of the agencies that act on the dossier. Leaders and
/// inspectors see whose matter it is and enough of a number to compare it.
/// </summary>
internal readonly record struct Mask(bool IsOn)
{
    /// <summary>For a caller and a dossier within their reach.</summary>
    public static Mask For(Reach reach, Dossier dossier) =>
        new(
            reach.Caller.Kind == CallerKind.Officer
                && !dossier.Agencies.Any(agency =>
                    reach.Has(agency, OfficerRole.Clerk, OfficerRole.Specialist)
                )
        );

    /// <summary>The last three characters of it, or all.</summary>
    public string? Over(string? text) =>
        text is null || !IsOn ? text
        : text.Length <= 3 ? new string('•', text.Length)
        : new string('•', text.Length - 3) + text[^3..];

    /// <summary>Nothing of it, or all.</summary>
    public string? Hide(string? text) => text is null || !IsOn ? text : "•••";
}

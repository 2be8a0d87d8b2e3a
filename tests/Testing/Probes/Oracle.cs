using HoanKiem.Access;
using HoanKiem.Contracts;

namespace HoanKiem.Testing.Probes;

/// <summary>
/// Who may see what, written down a second time, as tables and without a line of the production rules: what the law and the decision say,
/// for the agencies of <see cref="World"/>.
/// </summary>
internal static class Oracle
{
    private static readonly Dictionary<string, string[]> ActsFor = new(StringComparer.Ordinal)
    {
        ["p-city"] = ["p-city"],
        ["p-ward-a"] = ["p-ward-a", "p-old-whole"],
        ["p-ward-b"] = ["p-ward-b"],
        ["p-office"] = ["p-office"],
        ["p-district"] = [],
        ["p-old-whole"] = [],
        ["p-old-split"] = [],
        ["p-untold"] = ["p-untold"],
    };

    private static readonly Dictionary<string, string[]> LeadersSee = new(StringComparer.Ordinal)
    {
        ["p-city"] =
        [
            "p-city",
            "p-ward-a",
            "p-ward-b",
            "p-office",
            "p-district",
            "p-old-whole",
            "p-old-split",
        ],
        ["p-ward-a"] = ["p-ward-a", "p-old-whole", "p-old-split"],
        ["p-ward-b"] = ["p-ward-b", "p-old-split"],
        ["p-office"] = ["p-office"],
        ["p-district"] = [],
        ["p-old-whole"] = [],
        ["p-old-split"] = [],
        ["p-untold"] = ["p-untold"],
    };

    /// <summary>Whether the object exists for somebody who reads, or wants to change something.</summary>
    public static bool Reaches(Prober who, Probed what, bool reads) =>
        !what.Absent
        && who.Kind switch
        {
            CallerKind.Citizen => what.Owner is { } owner
                && (
                    owner == who.Subject
                    || who.Mandates.Any(mandate =>
                        mandate.Principal == owner
                        && !mandate.Revoked
                        && Today(mandate.From, mandate.To)
                    )
                ),
            CallerKind.Client => what.Contract == who.Subject,
            CallerKind.Officer => who.Held.Any(held =>
                Today(held.From, held.To) && Reaches(held, who, what, reads)
            ),
            _ => false,
        };

    private static bool Reaches(Held held, Prober who, Probed what, bool reads) =>
        held.Role switch
        {
            OfficerRole.Clerk => Any(ActsFor, held, [.. what.Counter, what.Petition]),
            OfficerRole.Specialist => Any(ActsFor, held, [.. what.Desk, what.Petition]),
            OfficerRole.Leader => Any(
                LeadersSee,
                held,
                [.. what.Counter, .. what.Desk, what.Petition, what.Oversight]
            ),
            OfficerRole.PetitionOfficer => Any(ActsFor, held, [what.Petition]),
            OfficerRole.Administrator => what.Unclaimed && ActsFor[held.Agency].Length > 0,
            OfficerRole.Inspector => Any(ActsFor, held, [what.Oversight])
                || reads
                    && ActsFor[held.Agency].Length > 0
                    && what.Dossier is { } dossier
                    && who.Inspections.Any(inspection =>
                        inspection.Dossiers.Contains(dossier)
                        && Today(inspection.From, inspection.To)
                    ),
            _ => false,
        };

    private static bool Any(
        Dictionary<string, string[]> table,
        Held held,
        ReadOnlySpan<string?> places
    )
    {
        foreach (var place in places)
        {
            if (place is not null && table[held.Agency].Contains(place))
                return true;
        }

        return false;
    }

    private static bool Today(DateOnly from, DateOnly? to) =>
        from <= World.Today && (to is null || World.Today <= to);
}

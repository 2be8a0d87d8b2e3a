using HoanKiem.Contracts;

namespace HoanKiem.Access;

/// <summary>One line of the table: who reaches in which way.</summary>
/// <param name="Role">An officer's role.</param>
/// <param name="Way">The way.</param>
/// <param name="Below">Also what the agencies below theirs reach so.</param>
internal readonly record struct Rule(OfficerRole Role, Way Way, bool Below = false);

/// <summary>
/// Who reaches what, written once: the filter of the application (<see cref="Visibility"/>) and the scope of row-level security
/// (<see cref="ScopeSql"/>) are both made of it. With the columns of each table it is the approved file <c>reach.txt</c>.
/// </summary>
internal static class Rules
{
    /// <summary>Officers, by role. What a role does not bring it does not reach.</summary>
    public static IReadOnlyList<Rule> OfOfficers { get; } =
    [
        new(OfficerRole.Clerk, Way.Counter),
        new(OfficerRole.Clerk, Way.Petition),
        new(OfficerRole.Specialist, Way.Desk),
        new(OfficerRole.Specialist, Way.Petition),
        new(OfficerRole.Leader, Way.Counter, Below: true),
        new(OfficerRole.Leader, Way.Desk, Below: true),
        new(OfficerRole.Leader, Way.Petition, Below: true),
        new(OfficerRole.Leader, Way.Oversight, Below: true),
        new(OfficerRole.PetitionOfficer, Way.Petition),
        new(OfficerRole.Administrator, Way.Unclaimed),
        new(OfficerRole.Inspector, Way.Inspection),
        new(OfficerRole.Inspector, Way.Oversight),
    ];

    /// <summary>Everybody else, by kind.</summary>
    public static Way? Of(CallerKind kind) =>
        kind switch
        {
            CallerKind.Citizen => Way.Own,
            CallerKind.Client => Way.Contract,
            CallerKind.Holder => Way.Code,
            CallerKind.Onlooker => Way.Number,
            _ => null,
        };

    /// <summary>Ways in which names of agencies are brought.</summary>
    public static IReadOnlyList<Way> OfAgencies { get; } =
    [Way.Counter, Way.Desk, Way.Petition, Way.Oversight];
}

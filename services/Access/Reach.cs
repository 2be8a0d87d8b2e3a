using HoanKiem.Contracts;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Access;

/// <summary>
/// What a caller reaches on a day: agencies and roles of an officer, principals of a citizen with mandates. Computed here from the
/// directory's rows; the database computes the same again for itself (<see cref="ScopeSql"/>), and a row has to pass both.
/// </summary>
public sealed class Reach
{
    private readonly List<(OfficerRole Role, string Agency, LineKind Kind)> _held = [];
    private readonly List<string> _principals = [];
    private readonly List<Guid> _inspections = [];

    private Reach(Caller caller, DbContext db) => (Caller, Db) = (caller, db);

    /// <summary>Whose reach it is.</summary>
    public Caller Caller { get; }

    internal DbContext Db { get; }

    /// <summary>Slugs of the agencies that the caller works for, those included that theirs took over.</summary>
    public IReadOnlyList<string> Agencies =>
        [.. _held.Where(held => held.Kind < LineKind.Below).Select(held => held.Agency).Distinct()];

    /// <summary>Subjects whose rows are reached by a mandate.</summary>
    public IReadOnlyList<string> Principals => _principals;

    internal IReadOnlyList<Guid> Inspections => _inspections;

    internal bool Filters => ReachReading.In(Db).Filters;

    /// <summary>Reads the reach of <paramref name="caller"/> on the legal day of <paramref name="at"/> (business time).</summary>
    public static async Task<Reach> Of(
        Caller caller,
        DbContext db,
        DateTimeOffset at,
        CancellationToken ct = default
    )
    {
        var reach = new Reach(caller, db);
        if (caller.Kind is CallerKind.Officer or CallerKind.Citizen)
            reach.Take(await ReachReading.In(db).Of(caller, db, ct), LegalZone.DateOf(at));
        return reach;
    }

    /// <summary>Whether the caller holds one of the roles in the agency, or in one that took it over.</summary>
    public bool Has(string agency, params ReadOnlySpan<OfficerRole> roles)
    {
        foreach (var held in _held)
        {
            if (
                held.Kind < LineKind.Below
                && held.Agency == agency
                && (roles.IsEmpty || roles.Contains(held.Role))
            )
                return true;
        }

        return false;
    }

    /// <summary>Whether the caller works for one of the agencies, as whatever: a leader above them sees and does not act.</summary>
    public bool WorksFor(IEnumerable<string> agencies) => agencies.Any(agency => Has(agency));

    /// <summary>Whether the caller holds the role anywhere.</summary>
    public bool Holds(OfficerRole role) => _held.Any(held => held.Role == role);

    /// <summary>The names that the caller brings for a way.</summary>
    internal string[] Names(Way way) =>
        way switch
        {
            Way.Own when Caller.Kind == CallerKind.Citizen => [Caller.Subject, .. _principals],
            Way.Contract or Way.Code or Way.Number => Rules.Of(Caller.Kind) == way
                ? [Caller.Subject]
                : [],
            Way.Unclaimed => Rules.OfOfficers.Any(rule => rule.Way == way && Holds(rule.Role))
                ? [""]
                : [],
            _ => [.. Agency(way).Distinct()],
        };

    private IEnumerable<string> Agency(Way way) =>
        from held in _held
        from rule in Rules.OfOfficers
        where
            rule.Way == way && rule.Role == held.Role && (rule.Below || held.Kind < LineKind.Below)
        select held.Agency;

    private void Take(IReadOnlyList<Granted> granted, DateOnly day)
    {
        // Somebody lost something that this service has not heard of yet: until it has, nothing of the directory counts here.
        if (granted.Sum(row => row.Endings) < Caller.Endings)
            return;
        foreach (var row in granted.Where(row => row.From <= day && day <= row.To))
        {
            if (row is { Role: { } role, Agency: { } agency } && Caller.Kind == CallerKind.Officer)
                _held.AddRange(
                    row.Lines.Count == 0
                        ? [(role, agency, LineKind.Itself)]
                        : row
                            .Lines.Where(line => line.From <= day && day <= line.To)
                            .Where(line => Counts(line.Kind, role))
                            .Select(line => (role, line.Reaches, line.Kind))
                );
            else if (row.Principal is { } principal && Caller.Kind == CallerKind.Citizen)
                _principals.Add(principal);
        }

        // An inspector reads and changes nothing.
        if (Caller.ReadsOnly && Holds(OfficerRole.Inspector))
            _inspections.AddRange(
                granted
                    .Where(row => row.From <= day && day <= row.To)
                    .Select(row => row.Inspection)
                    .OfType<Guid>()
            );
    }

    private static bool Counts(LineKind kind, OfficerRole role) =>
        kind < LineKind.PartPredecessor || role == OfficerRole.Leader;
}

using System.Collections.Frozen;

namespace HoanKiem.Routing.Agencies;

/// <summary>Who shall act: one agency, or none and the ones among which a person chooses.</summary>
/// <param name="Agency">The one, when it is clear.</param>
/// <param name="Options">Those that may be meant, when it is not; none when nobody is known.</param>
internal sealed record Actor(string? Agency, IReadOnlyList<string> Options)
{
    public static Actor Of(string agency) => new(agency, []);

    public static Actor OneOf(IReadOnlyList<string> options) =>
        options is [var only] ? Of(only) : new(null, options);
}

/// <summary>An agency as it is registered now.</summary>
/// <param name="Id">Our own id.</param>
/// <param name="ParentId">Agency above.</param>
/// <param name="SystemOfRecord"><c>ours</c>, or the system in which it works.</param>
/// <param name="Serves">Agencies for which an external one acts.</param>
/// <param name="ValidFrom">First day; unknown when null.</param>
/// <param name="ValidTo">Last day.</param>
internal sealed record KnownAgency(
    string Id,
    string? ParentId,
    string SystemOfRecord,
    IReadOnlyList<string> Serves,
    DateOnly? ValidFrom,
    DateOnly? ValidTo
)
{
    /// <summary>Whether it exists on a legal date.</summary>
    public bool IsThereOn(DateOnly date) =>
        (ValidFrom is null || ValidFrom <= date) && (ValidTo is null || ValidTo >= date);
}

/// <summary>Who takes over from an agency.</summary>
/// <param name="Effective">First legal day of the successors.</param>
/// <param name="Successors">The successors.</param>
/// <param name="Whole">One of them takes all of it.</param>
internal sealed record KnownSuccession(
    DateOnly Effective,
    IReadOnlyList<string> Successors,
    bool Whole
);

/// <summary>
/// The agencies as Routing knows them, and the pure rules that find who acts. A name is resolved only with a date, and what
/// cannot be resolved becomes a choice for a person, never an exception. Immutable: every act reads in the same book.
/// </summary>
internal sealed class AgencyBook(IEnumerable<Agency> agencies, IEnumerable<Succession> successions)
{
    private readonly FrozenDictionary<string, KnownAgency> _agencies = agencies.ToFrozenDictionary(
        a => a.Id,
        a => a.ToKnown()
    );
    private readonly FrozenDictionary<string, KnownSuccession> _successions =
        successions.ToFrozenDictionary(s => s.AgencyId, s => s.ToKnown());

    /// <summary>The agency, when the Catalogue has published it.</summary>
    public KnownAgency? Find(string id) => _agencies.GetValueOrDefault(id);

    /// <summary>
    /// Who does the work of <paramref name="agency"/> on a date: itself while it exists, afterwards its successor. One that
    /// the Catalogue has not published yet is believed.
    /// </summary>
    public Actor Heir(string agency, DateOnly date)
    {
        var seen = new HashSet<string>();
        while (seen.Add(agency))
        {
            var ended = Find(agency) is { ValidTo: { } last } && last < date;
            var succession = _successions.GetValueOrDefault(agency);
            if (succession is null || succession.Effective > date)
                return ended ? new Actor(null, []) : Actor.Of(agency);
            if (!succession.Whole)
                return new Actor(null, succession.Successors);
            agency = succession.Successors[0];
        }
        return new Actor(null, []);
    }

    /// <summary>Who a route means by <paramref name="actor"/>.</summary>
    /// <param name="actor"><c>competent</c>, <c>lead</c>, <c>receiving</c>, a system of record, or the id of an agency.</param>
    /// <param name="competent">Agency that decides.</param>
    /// <param name="lead">Agency that leads a linked dossier.</param>
    /// <param name="receiving">Agency of the reception point.</param>
    /// <param name="date">Legal date.</param>
    public Actor Resolve(
        string actor,
        string competent,
        string? lead,
        string receiving,
        DateOnly date
    ) =>
        actor switch
        {
            "competent" => Heir(competent, date),
            "lead" => Heir(lead ?? competent, date),
            "receiving" => Heir(receiving, date),
            _ => Find(actor) is not null ? Heir(actor, date) : External(actor, competent, date),
        };

    // The nearest one wins: an office that serves the ward itself, then one of the district above it, then one that
    // serves everybody and therefore lists nobody.
    private Actor External(string system, string competent, DateOnly date)
    {
        var there = _agencies
            .Values.Where(a => a.SystemOfRecord == system && a.IsThereOn(date))
            .OrderBy(a => a.Id, StringComparer.Ordinal)
            .ToList();
        var seen = new HashSet<string>();
        for (var served = competent; served is not null && seen.Add(served); )
        {
            var serving = there.Where(a => a.Serves.Contains(served)).Select(a => a.Id).ToList();
            if (serving.Count > 0)
                return Actor.OneOf(serving);
            served = Find(served)?.ParentId;
        }
        var general = there.Where(a => a.Serves.Count == 0).Select(a => a.Id).ToList();
        return general.Count > 0
            ? Actor.OneOf(general)
            : new Actor(null, [.. there.Select(a => a.Id)]);
    }
}

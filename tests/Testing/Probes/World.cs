using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Identity.V1;

namespace HoanKiem.Testing.Probes;

/// <summary>A role in an agency on certain days.</summary>
public sealed record Held(OfficerRole Role, string Agency, DateOnly From, DateOnly? To = null);

/// <summary>Somebody's mandate.</summary>
public sealed record Mandate(string Principal, DateOnly From, DateOnly? To, bool Revoked);

/// <summary>An inspection that somebody is named in.</summary>
public sealed record InspectionOf(IReadOnlyList<Guid> Dossiers, DateOnly From, DateOnly To);

/// <summary>Somebody who tries everything.</summary>
/// <param name="Subject">Subject; empty for nobody.</param>
/// <param name="Kind">Kind of the token.</param>
public sealed record Prober(string Subject, CallerKind Kind)
{
    /// <summary>An officer's roles.</summary>
    public List<Held> Held { get; } = [];

    /// <summary>A citizen's mandates.</summary>
    public List<Mandate> Mandates { get; } = [];

    /// <summary>An inspector's inspections.</summary>
    public List<InspectionOf> Inspections { get; } = [];
}

/// <summary>An object that is tried, with whatever brings it into somebody's reach.</summary>
/// <param name="Kind">Its table.</param>
/// <param name="Id">Its id.</param>
public sealed record Probed(string Kind, Guid Id)
{
    private readonly Dictionary<string, Guid> _parts = new(StringComparer.Ordinal);

    /// <summary>The dossier, when it is of one that can be inspected.</summary>
    public Guid? Dossier { get; init; }

    /// <summary>Whose it is.</summary>
    public string? Owner { get; init; }

    /// <summary>Where it was received and who owns it.</summary>
    public string[] Counter { get; init; } = [];

    /// <summary>Where it was routed to.</summary>
    public string[] Desk { get; init; } = [];

    /// <summary>Who is reported to.</summary>
    public string? Petition { get; init; }

    /// <summary>Whose contract it is under.</summary>
    public string? Contract { get; init; }

    /// <summary>Whose doing it tells of.</summary>
    public string? Oversight { get; init; }

    /// <summary>Nobody's.</summary>
    public bool Unclaimed { get; init; }

    /// <summary>Its dossier number or what else it is asked for by.</summary>
    public string Number { get; init; } = "";

    /// <summary>There is no such object: its parts are not there either.</summary>
    public bool Absent { get; init; }

    /// <summary>Its version.</summary>
    public int Version { get; internal set; }

    /// <summary>What occurs in this object and in no other.</summary>
    public List<string> Words { get; } = [];

    /// <summary>The first of its rows in a table.</summary>
    public Guid Part(string table) =>
        _parts.TryGetValue(table, out var id) ? id
        : Absent ? _parts[table] = Guid.NewGuid()
        : throw new InvalidOperationException($"No {table} of {Kind} {Id} was made.");

    internal void Has(string table, Guid id) => _parts.TryAdd(table, id);
}

/// <summary>
/// Agencies with a history, everybody who may have to do with them, and objects whose places are drawn by lot: as the directory and the
/// Catalogue tell a service of them.
/// </summary>
public sealed class World
{
    /// <summary>The legal day on which all of this happens.</summary>
    public static readonly DateOnly Today = new(2026, 11, 23);

    /// <summary>Slugs of the agencies.</summary>
    public static readonly string[] Agencies =
    [
        "p-city",
        "p-ward-a",
        "p-ward-b",
        "p-office",
        "p-district",
        "p-old-whole",
        "p-old-split",
        "p-untold",
    ];

    /// <summary>Other systems.</summary>
    public static readonly string[] Systems = ["national-portal", "vnpost", "buu-chinh"];

    private static readonly string[] Citizens = ["p-citizen-1", "p-citizen-2", "p-citizen-3"];
    private static readonly DateOnly LongAgo = new(2020, 1, 1);
    private readonly Random _lot;

    /// <summary>The same seed, the same world.</summary>
    public World(int seed) => _lot = new Random(seed);

    /// <summary>Everybody.</summary>
    public List<Prober> Probers { get; } = [];

    /// <summary>One agency by lot.</summary>
    public string AnAgency() => Agencies[_lot.Next(Agencies.Length)];

    /// <summary>None to two agencies by lot.</summary>
    public string[] SomeAgencies() =>
        [.. Enumerable.Range(0, _lot.Next(3)).Select(_ => AnAgency()).Distinct()];

    /// <summary>A citizen by lot, or nobody.</summary>
    public string? ACitizen() => _lot.Next(4) is var i && i < 3 ? Citizens[i] : null;

    /// <summary>A system by lot, or none.</summary>
    public string? ASystem() => _lot.Next(4) is var i && i < 3 ? Systems[i] : null;

    /// <summary>Everybody there can be, for these objects.</summary>
    public void Populate(IReadOnlyList<Probed> objects)
    {
        foreach (var agency in Agencies)
        {
            foreach (var role in Enum.GetValues<OfficerRole>())
                Officer(
                    $"p-{role}-of-{agency}".ToLowerInvariant(),
                    new Held(role, agency, LongAgo)
                );
        }

        Officer(
            "p-ended-yesterday",
            new Held(OfficerRole.Leader, "p-city", LongAgo, Today.AddDays(-1))
        );
        Officer("p-ends-today", new Held(OfficerRole.Clerk, "p-ward-a", LongAgo, Today));
        Officer("p-begins-tomorrow", new Held(OfficerRole.Leader, "p-city", Today.AddDays(1)));
        Officer(
            "p-two-roles",
            new(OfficerRole.Clerk, "p-ward-b", LongAgo),
            new(OfficerRole.Specialist, "p-office", LongAgo)
        );
        Officer("p-nothing");
        foreach (
            var inspector in Probers.Where(who =>
                who.Subject.StartsWith("p-inspector", StringComparison.Ordinal)
            )
        )
            inspector.Inspections.Add(Inspection(objects, Today.AddDays(-3), Today.AddDays(3)));
        Officer("p-was-inspector", new Held(OfficerRole.Inspector, "p-city", LongAgo))
            .Inspections.Add(Inspection(objects, LongAgo, Today.AddDays(-1)));
        Officer("p-named-and-no-inspector", new Held(OfficerRole.Clerk, "p-office", LongAgo))
            .Inspections.Add(Inspection(objects, Today, Today));

        foreach (var citizen in Citizens)
            Probers.Add(new Prober(citizen, CallerKind.Citizen));
        Holder("p-holder", new Mandate(Citizens[0], LongAgo, null, false));
        Holder(
            "p-holder-until-yesterday",
            new Mandate(Citizens[0], LongAgo, Today.AddDays(-1), false)
        );
        Holder("p-holder-revoked", new Mandate(Citizens[1], LongAgo, null, true));
        foreach (var system in Systems)
            Probers.Add(new Prober(system, CallerKind.Client));
        // A subject that is somebody else's in another kind brings nothing.
        Probers.Add(new Prober(Citizens[0], CallerKind.Client));
        Probers.Add(new Prober(Systems[0], CallerKind.Citizen));
        Probers.Add(new Prober("p-leader-of-p-city", CallerKind.Citizen));
        Probers.Add(new Prober("", CallerKind.Anonymous));
    }

    /// <summary>What the Catalogue and the directory say of all this.</summary>
    public async Task TellAsync<TProgram>(ServiceApp<TProgram> app)
        where TProgram : class
    {
        var now = app.Clock.GetUtcNow();
        foreach (
            var (id, parent, to) in new (string, string?, DateOnly?)[]
            {
                ("p-city", null, null),
                ("p-district", "p-city", Today.AddDays(-10)),
                ("p-ward-a", "p-city", null),
                ("p-ward-b", "p-city", null),
                ("p-office", "p-city", null),
                ("p-old-whole", "p-district", Today.AddDays(-10)),
                ("p-old-split", "p-district", Today.AddDays(-10)),
            }
        )
            await app.Hear<KeepLines>(lines =>
                lines.Handle(
                    new AgencyRegistered(
                        id,
                        1,
                        now,
                        "ward",
                        id,
                        null,
                        null,
                        null,
                        to,
                        parent,
                        "ours",
                        [],
                        false
                    ),
                    default
                )
            );
        await Succeeded("p-old-whole", new Successor("p-ward-a", true));
        await Succeeded("p-old-split", new("p-ward-a", false), new("p-ward-b", false));

        await app.Hear<KeepReach>(async reach =>
        {
            foreach (var who in Probers)
            {
                foreach (var held in who.Held)
                    await reach.Handle(
                        new OfficerAppointed(
                            Guid.NewGuid(),
                            1,
                            now,
                            who.Subject,
                            held.Agency,
                            held.Role,
                            held.From,
                            held.To
                        ),
                        default
                    );
                foreach (var mandate in who.Mandates)
                {
                    var id = Guid.NewGuid();
                    await reach.Handle(
                        new MandateGranted(
                            id,
                            1,
                            now,
                            mandate.Principal,
                            who.Subject,
                            mandate.From,
                            mandate.To
                        ),
                        default
                    );
                    if (mandate.Revoked)
                        await reach.Handle(new MandateRevoked(id, 2, now), default);
                }

                foreach (var inspection in who.Inspections)
                    await reach.Handle(
                        new InspectionGranted(
                            Guid.NewGuid(),
                            1,
                            now,
                            "12/QĐ-TTr",
                            [who.Subject],
                            inspection.Dossiers,
                            inspection.From,
                            inspection.To
                        ),
                        default
                    );
            }
        });

        Task Succeeded(string agency, params Successor[] heirs) =>
            app.Hear<KeepLines>(lines =>
                lines.Handle(new AgencySucceeded(agency, 2, now, heirs, Today.AddDays(-9)), default)
            );
    }

    private Prober Officer(string subject, params Held[] held)
    {
        var officer = new Prober(subject, CallerKind.Officer);
        officer.Held.AddRange(held);
        Probers.Add(officer);
        return officer;
    }

    private void Holder(string subject, Mandate mandate)
    {
        var holder = new Prober(subject, CallerKind.Citizen);
        holder.Mandates.Add(mandate);
        Probers.Add(holder);
    }

    private InspectionOf Inspection(IReadOnlyList<Probed> objects, DateOnly from, DateOnly to) =>
        new(
            [
                .. objects
                    .Select(o => o.Dossier)
                    .OfType<Guid>()
                    .Distinct()
                    .Where(_ => _lot.Next(3) == 0),
            ],
            from,
            to
        );
}

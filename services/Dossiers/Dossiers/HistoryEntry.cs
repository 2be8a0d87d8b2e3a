using HoanKiem.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>Who acted.</summary>
/// <param name="Subject">Subject of the person, or <c>service:routing</c> for a fact of another service.</param>
/// <param name="Agency">For which agency; none for a citizen.</param>
internal readonly record struct By(string Subject, string? Agency = null)
{
    /// <summary>A fact that another service reported.</summary>
    public static By Service(string name) => new("service:" + name);

    /// <summary>The clock of the office.</summary>
    public static By Clock { get; } = new("service:clock");
}

/// <summary>Why, in both languages, with the key of a citation.</summary>
/// <param name="Vi">Vietnamese.</param>
/// <param name="En">English.</param>
/// <param name="Law">Key or text of the legal basis.</param>
internal readonly record struct Why(string Vi, string En, string? Law = null);

/// <summary>One line of a dossier's history, written once and never changed. Nothing personal but subjects.</summary>
internal sealed class HistoryEntry : IReachable<HistoryEntry>
{
    /// <inheritdoc />
    public static Ways<HistoryEntry> Ways { get; } =
        new Ways<HistoryEntry>().PartOf<Dossier>(entry => entry.DossierId);

    /// <summary>Identity; ids grow with the history, also within one millisecond.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>Place in the history: the version of the dossier that this line made; traces share the version they found.</summary>
    public int Version { get; private init; }

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>What happened: name of the fact, camelCase.</summary>
    public string What { get; private init; } = "";

    /// <summary>By whom.</summary>
    public string BySubject { get; private init; } = "";

    /// <summary>For which agency.</summary>
    public string? ByAgency { get; private init; }

    /// <summary>Facets before.</summary>
    public string FromFacets { get; private init; } = "";

    /// <summary>Facets after.</summary>
    public string ToFacets { get; private init; } = "";

    /// <summary>National status after.</summary>
    public int Status { get; private init; }

    /// <summary>Vietnamese explanation.</summary>
    public string Vi { get; private init; } = "";

    /// <summary>English explanation.</summary>
    public string En { get; private init; } = "";

    /// <summary>Legal basis.</summary>
    public string? Law { get; private init; }

    public static HistoryEntry Of(
        Dossier dossier,
        string what,
        By by,
        DateTimeOffset at,
        string from,
        Why why
    ) =>
        new()
        {
            Id = After(dossier.History.LastOrDefault()),
            DossierId = dossier.Id,
            Version = dossier.Version,
            At = at,
            What = what,
            BySubject = by.Subject,
            ByAgency = by.Agency,
            FromFacets = from,
            ToFacets = dossier.Facets.ToString(),
            Status = dossier.Status,
            Vi = why.Vi,
            En = why.En,
            Law = why.Law,
        };

    // Ids of one millisecond are in no order by themselves, and one act can leave several lines.
    private static Guid After(HistoryEntry? last)
    {
        var id = Guid.CreateVersion7();
        while (id <= last?.Id)
            id = Guid.CreateVersion7();
        return id;
    }
}

internal sealed class HistoryEntryMap : IEntityTypeConfiguration<HistoryEntry>
{
    public void Configure(EntityTypeBuilder<HistoryEntry> builder)
    {
        builder.ToTable("history");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.HasIndex(entry => new { entry.DossierId, entry.Id });
    }
}

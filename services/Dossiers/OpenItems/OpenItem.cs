using HoanKiem.Access;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.OpenItems;

/// <summary>Something that no rule decides: a contradiction, a lost parcel, an overdue supplement. A person looks and says what was done.</summary>
internal sealed class OpenItem : IReachable<OpenItem>
{
    /// <inheritdoc />
    public static Ways<OpenItem> Ways { get; } =
        new Ways<OpenItem>().PartOf<Dossier>(item => item.DossierId);

    /// <summary>Identity.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>Agency that has to look.</summary>
    public string Agency { get; private init; } = "";

    /// <summary>What it is about: name of the fact or deadline, kebab case.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>Vietnamese.</summary>
    public string Vi { get; private init; } = "";

    /// <summary>English.</summary>
    public string En { get; private init; } = "";

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset OpenedAt { get; private init; }

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who closed it.</summary>
    public string? ClosedBy { get; private set; }

    /// <summary>What was done.</summary>
    public string? Resolution { get; private set; }

    /// <summary>Opens an item for the agency that has the dossier in its hands; the history says so too.</summary>
    public static OpenItem Of(
        Dossier dossier,
        string kind,
        Why why,
        DateTimeOffset at,
        By by,
        string? agency = null
    )
    {
        dossier.Trace("openItem", by, at, why);
        return new()
        {
            Id = Guid.CreateVersion7(),
            DossierId = dossier.Id,
            Agency = agency ?? dossier.ReceivingAgency,
            Kind = kind,
            Vi = why.Vi,
            En = why.En,
            OpenedAt = at,
        };
    }

    /// <summary>A person has looked.</summary>
    public Refusal? Close(string resolution, string by, DateTimeOffset at)
    {
        if (ClosedAt is not null)
            return Refusals.ItemClosed.Because(
                "Việc này đã được xử lý.",
                "This item is closed already."
            );
        (ClosedAt, ClosedBy, Resolution) = (at, by, resolution);
        return null;
    }
}

internal sealed class OpenItemMap : IEntityTypeConfiguration<OpenItem>
{
    public void Configure(EntityTypeBuilder<OpenItem> builder)
    {
        builder.ToTable("open_item");
        builder.Property(item => item.Id).ValueGeneratedNever();
        builder.HasIndex(item => item.DossierId);
        builder
            .HasIndex(item => new { item.Agency, item.Id })
            .HasDatabaseName("ix_open_item_open")
            .HasFilter("closed_at is null");
    }
}

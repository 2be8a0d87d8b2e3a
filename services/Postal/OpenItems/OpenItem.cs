using HoanKiem.Access;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.OpenItems;

/// <summary>Something that no rule decides: it waits in a list until a person has dealt with it.</summary>
internal sealed class OpenItem : IReachable<OpenItem>
{
    /// <inheritdoc />
    public static Ways<OpenItem> Ways { get; } =
        new Ways<OpenItem>()
            .Counter(item => item.ReceivedAt, item => item.ReceivingAgency)
            .Counter(item => item.HandlingAgencies)
            .Desk(item => item.HandlingAgencies)
            .Unclaimed(item => item.ReceivingAgency);

    private OpenItem() { }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>Unique: the same matter is opened once, also after it was closed.</summary>
    public string Matter { get; private set; } = "";

    /// <summary>
    /// <c>contradicting-end</c>, <c>cancelled-by-carrier</c>, <c>unknown-waybill</c>, <c>unknown-code</c>, <c>no-waybill-left</c>,
    /// <c>refused-by-carrier</c>, <c>recipient-unreadable</c>, <c>collection-failed</c>.
    /// </summary>
    public string Kind { get; private set; } = "";

    /// <summary>The parcel or collection, if there is one.</summary>
    public Guid? ItemId { get; private set; }

    /// <summary>Who said it.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>Item number that was named.</summary>
    public string? Waybill { get; private set; }

    /// <summary>Code that was sent, or the reason that was given.</summary>
    public string? Code { get; private set; }

    /// <summary>The event that contradicts.</summary>
    public string? EventKey { get; private set; }

    /// <summary>Reception point of what it is about.</summary>
    public string ReceivedAt { get; private set; } = "";

    /// <summary>Agency whose matter it is; empty when nobody's, then administrators see it.</summary>
    public string ReceivingAgency { get; private set; } = "";

    /// <summary>Agencies that handle what it is about.</summary>
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>All agencies that have to do with it.</summary>
    public IEnumerable<string> Agencies => [ReceivingAgency, ReceivedAt, .. HandlingAgencies];

    /// <summary>Since when, business time, UTC.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>Until when, business time, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who closed it.</summary>
    public string? ClosedBy { get; private set; }

    /// <summary>What was done: <c>kept</c> or <c>corrected</c>.</summary>
    public string? Resolution { get; private set; }

    /// <summary>Raised with every change; the concurrency token.</summary>
    public int Version { get; private set; }

    /// <summary>A matter for a person.</summary>
    public static OpenItem Of(
        Guid id,
        string kind,
        string matter,
        string carrier,
        DateTimeOffset now,
        Guid? itemId = null,
        IConcerned? about = null,
        string? waybill = null,
        string? code = null,
        string? eventKey = null
    ) =>
        new()
        {
            Id = id,
            Kind = kind,
            Matter = $"{kind}:{matter}",
            Carrier = carrier,
            OpenedAt = now,
            ItemId = itemId,
            ReceivedAt = about?.ReceivedAt ?? "",
            ReceivingAgency = about?.ReceivingAgency ?? "",
            HandlingAgencies = about?.HandlingAgencies ?? [],
            Waybill = waybill,
            Code = code,
            EventKey = eventKey,
            Version = 1,
        };

    /// <summary>A dossier goes by post and nobody said where to.</summary>
    public static OpenItem NoAddressee(
        Guid dossierId,
        IConcerned? dossier,
        DateTimeOffset now,
        TimeProvider system
    ) =>
        Of(
            Guid.CreateVersion7(system.GetUtcNow()),
            "recipient-unreadable",
            $"dossier:{dossierId:N}",
            "",
            now,
            about: dossier
        );

    /// <summary>Opens it unless the same matter was opened before; saved with the caller's changes.</summary>
    /// <param name="db">Where to.</param>
    /// <param name="item">It.</param>
    /// <param name="by">Reach of the officer whose act opens it; none for a worker.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task Open(PostalDb db, OpenItem item, Reach? by, CancellationToken ct)
    {
        var known = by is null ? db.OpenItems : db.OpenItems.Visible(by);
        if (!await known.AnyAsync(known => known.Matter == item.Matter, ct))
            db.Add(item);
    }

    /// <summary>A person has dealt with it.</summary>
    public Refusal? Close(string by, string resolution, DateTimeOffset now)
    {
        if (ClosedAt is not null)
            return Refusals.Closed();

        (ClosedAt, ClosedBy, Resolution) = (now, by, resolution);
        Version++;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<OpenItem>
    {
        public void Configure(EntityTypeBuilder<OpenItem> item)
        {
            item.Property(i => i.Id).ValueGeneratedNever();
            item.Property(i => i.Version).IsConcurrencyToken();
            item.Ignore(i => i.Agencies);
            item.HasIndex(i => i.Matter).IsUnique();
            item.HasIndex(i => i.OpenedAt).HasFilter("closed_at is null");
        }
    }
}

using HoanKiem.Access;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.Shipments;
using HoanKiem.Postal.Waybills;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Orders;

/// <summary>Where a collection is; the last three are ends.</summary>
internal enum CollectionStatus
{
    /// <summary>Ordered (đăng ký).</summary>
    Ordered,

    /// <summary>A postal worker is on the way (đang đi gom).</summary>
    Collecting,

    /// <summary>Handed over at the office (đã giao hồ sơ).</summary>
    Collected,

    /// <summary>Cancelled (hủy gom).</summary>
    Cancelled,

    /// <summary>Lost on the way to the office (thất lạc).</summary>
    Lost,
}

/// <summary>An order to fetch a dossier at the citizen's address (thu gom hồ sơ, Quyết định 45/2016/QĐ-TTg).</summary>
internal sealed class CollectionOrder : IConcerned, IReachable<CollectionOrder>
{
    /// <inheritdoc />
    public static Ways<CollectionOrder> Ways { get; } =
        new Ways<CollectionOrder>()
            .Own(order => order.OwnerSubject)
            .Counter(order => order.ReceivedAt, order => order.ReceivingAgency)
            .Counter(order => order.HandlingAgencies)
            .Desk(order => order.HandlingAgencies)
            .Contract(order => order.Carrier)
            .Inspection(order => order.DossierId);

    private CollectionOrder() { }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private set; }

    /// <summary>What the dossier is called on paper.</summary>
    public string DossierLabel { get; private set; } = "";

    /// <summary>Who fetches it.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>Item number (UPU S10); none only while the agency's pool is empty.</summary>
    public string? Waybill { get; private set; }

    /// <inheritdoc />
    public string? OwnerSubject { get; private set; }

    /// <inheritdoc />
    public string ReceivedAt { get; private set; } = "";

    /// <inheritdoc />
    public string ReceivingAgency { get; private set; } = "";

    /// <inheritdoc />
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>Where it is.</summary>
    public CollectionStatus Status { get; private set; }

    /// <summary>Since when, as the carrier says, UTC.</summary>
    public DateTimeOffset StatusAt { get; private set; }

    /// <summary>When it was ordered, business time, UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When anything was last heard of it, business time, UTC.</summary>
    public DateTimeOffset LastHeardAt { get; private set; }

    /// <summary>Last place taken in its life by a published event.</summary>
    public long Sequence { get; private set; }

    /// <summary>Raised with every change; the concurrency token.</summary>
    public int Version { get; private set; }

    /// <summary>Nothing more is expected.</summary>
    public bool Ended => Status >= CollectionStatus.Collected;

    /// <summary>A dossier shall be fetched.</summary>
    public static CollectionOrder Place(
        Guid id,
        Guid dossierId,
        string dossierLabel,
        string carrier,
        IConcerned dossier,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            DossierId = dossierId,
            DossierLabel = dossierLabel,
            Carrier = carrier,
            OwnerSubject = dossier.OwnerSubject,
            ReceivedAt = dossier.ReceivedAt,
            ReceivingAgency = dossier.ReceivingAgency,
            HandlingAgencies = dossier.HandlingAgencies,
            Status = CollectionStatus.Ordered,
            StatusAt = now,
            CreatedAt = now,
            LastHeardAt = now,
            Version = 1,
        };

    /// <summary>It gets its item number: from now on it exists for everyone else.</summary>
    public CollectionOrdered Number(ItemIdentifier waybill, DateTimeOffset now)
    {
        if (Waybill is not null)
            throw new InvalidOperationException("An order has one item number for life.");

        Waybill = waybill.Text;
        Version++;
        return new(Id, ++Sequence, now, DossierId, Carrier, waybill.Text);
    }

    /// <summary>The citizen took the dossier back before it was fetched; true when it is cancelled now.</summary>
    public bool Cancel(DateTimeOffset now)
    {
        if (Ended)
            return false;

        (Status, StatusAt) = (CollectionStatus.Cancelled, now);
        Version++;
        return true;
    }

    /// <summary>Takes over what all that was said about it amounts to; the end that was heard first stands.</summary>
    /// <returns>What became known, to be published, each thing once.</returns>
    public DossierCollected? Take(IReadOnlyCollection<ParcelFact> said, DateTimeOffset now)
    {
        Version++;
        LastHeardAt = now;
        if (Ended)
            return null;

        var reached = said.Select(fact => (Status: StatusOf(fact.Meaning), Fact: fact))
            .Where(told => told.Status is not null)
            .OrderByDescending(told => told.Status >= CollectionStatus.Collected)
            .ThenBy(told => told.Fact.ReceivedAt)
            .ThenBy(told => told.Fact.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        if (reached.Status is not { } status || status <= Status)
            return null;

        var at = reached.Fact.OccurredAt < now ? reached.Fact.OccurredAt : now;
        (Status, StatusAt) = (status, at);
        return status is CollectionStatus.Collected
            ? new(Id, ++Sequence, at, DossierId, Carrier)
            : null;
    }

    /// <summary>An end that contradicts the one that stands; a person must look at it.</summary>
    public ParcelFact? OtherEnd(IEnumerable<ParcelFact> said) =>
        Ended
            ? said.OrderBy(fact => fact.ReceivedAt)
                .FirstOrDefault(fact =>
                    StatusOf(fact.Meaning) is >= CollectionStatus.Collected and var end
                    && end != Status
                )
            : null;

    private static CollectionStatus? StatusOf(CarrierMeaning meaning) =>
        meaning switch
        {
            CarrierMeaning.Collecting => CollectionStatus.Collecting,
            CarrierMeaning.Collected => CollectionStatus.Collected,
            CarrierMeaning.Cancelled => CollectionStatus.Cancelled,
            CarrierMeaning.Lost => CollectionStatus.Lost,
            _ => null,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<CollectionOrder>
    {
        public void Configure(EntityTypeBuilder<CollectionOrder> order)
        {
            order.Property(o => o.Id).ValueGeneratedNever();
            order.Property(o => o.Version).IsConcurrencyToken();
            order.Ignore(o => o.Ended);
            order.HasIndex(o => o.DossierId).IsUnique();
            order.HasIndex(o => new { o.Carrier, o.Waybill }).IsUnique();
            order.HasIndex(o => new { o.ReceivingAgency, o.Id });
        }
    }
}

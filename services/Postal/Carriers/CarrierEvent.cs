using System.Security.Cryptography;
using System.Text;
using HoanKiem.Access;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Shipments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Carriers;

/// <summary>What a carrier says, in its own words.</summary>
/// <param name="EventId">The carrier's identity of the event, where it gives one.</param>
/// <param name="Waybill">Item number.</param>
/// <param name="Code">Status code.</param>
/// <param name="OccurredAt">When it is said to have happened, UTC.</param>
/// <param name="ReasonCode">Why, as a code.</param>
/// <param name="Amount">Whole đồng, where money was collected.</param>
internal sealed record CarrierReport(
    string? EventId,
    string Waybill,
    string Code,
    DateTimeOffset OccurredAt,
    string? ReasonCode,
    long? Amount
)
{
    /// <summary>What makes two reports the same: the carrier's own id, or else item, code and moment.</summary>
    public string Key
    {
        get
        {
            if (EventId is not null)
                return "id:" + EventId;
            var said = $"{Waybill}|{Code}|{OccurredAt.UtcTicks}";
            return "of:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)));
        }
    }
}

/// <summary>Something that was said about a parcel or a collection. Rows are only ever added.</summary>
internal sealed class CarrierEvent : IReachable<CarrierEvent>
{
    /// <inheritdoc />
    public static Ways<CarrierEvent> Ways { get; } =
        new Ways<CarrierEvent>()
            .PartOf<Shipment>(said => said.ItemId)
            .PartOf<CollectionOrder>(said => said.ItemId);

    private CarrierEvent() { }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>Who said it.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>Unique within the carrier.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The parcel or the collection order.</summary>
    public Guid ItemId { get; private set; }

    /// <summary>The code as sent; none when an officer said it.</summary>
    public string? Code { get; private set; }

    /// <summary>What it means.</summary>
    public CarrierMeaning Meaning { get; private set; }

    /// <summary>When it is said to have happened, UTC.</summary>
    public DateTimeOffset OccurredAt { get; private set; }

    /// <summary>When we heard of it, business time, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>Why, as a code.</summary>
    public string? ReasonCode { get; private set; }

    /// <summary>Whole đồng.</summary>
    public long? Amount { get; private set; }

    /// <summary>How we heard of it: <c>callback</c>, <c>tracking</c> or <c>office</c>.</summary>
    public string Source { get; private set; } = "";

    /// <summary>A carrier's report.</summary>
    public static CarrierEvent From(
        Guid id,
        string carrier,
        Guid itemId,
        CarrierReport report,
        CarrierMeaning meaning,
        string source,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Carrier = carrier,
            Key = report.Key,
            ItemId = itemId,
            Code = report.Code,
            Meaning = meaning,
            OccurredAt = report.OccurredAt,
            ReceivedAt = now,
            ReasonCode = report.ReasonCode,
            Amount = report.Amount,
            Source = source,
        };

    /// <summary>What an officer says: handed over, lost.</summary>
    public static CarrierEvent FromOffice(
        Guid id,
        string carrier,
        Guid itemId,
        CarrierMeaning meaning,
        string? reasonCode,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Carrier = carrier,
            Key = $"office:{itemId:N}:{meaning}",
            ItemId = itemId,
            Meaning = meaning,
            OccurredAt = now,
            ReceivedAt = now,
            ReasonCode = reasonCode,
            Source = "office",
        };

    /// <summary>
    /// Of two ends the one heard first stands, so no two reports about an item are heard in the same instant: the later one moves on
    /// by the smallest step that the database keeps. The caller holds the item.
    /// </summary>
    public void HeardAfter(DateTimeOffset? last)
    {
        if (last >= ReceivedAt)
            ReceivedAt = last.Value.AddMicroseconds(1);
    }

    /// <summary>As a fact for the state.</summary>
    public ParcelFact ToFact() => new(Key, Meaning, OccurredAt, ReceivedAt, ReasonCode, Amount);

    internal sealed class Mapping : IEntityTypeConfiguration<CarrierEvent>
    {
        public void Configure(EntityTypeBuilder<CarrierEvent> said)
        {
            said.Property(e => e.Id).ValueGeneratedNever();
            said.HasIndex(e => new { e.Carrier, e.Key }).IsUnique();
            said.HasIndex(e => e.ItemId);
        }
    }
}

/// <summary>A message of a carrier that was taken: the same <c>webhook-id</c> again changes nothing.</summary>
internal sealed class WebhookReceipt : IReachable<WebhookReceipt>
{
    /// <summary>None: only workers see it.</summary>
    public static Ways<WebhookReceipt> Ways { get; } = new();

    private WebhookReceipt() { }

    /// <summary>Who sent it.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>The header <c>webhook-id</c>.</summary>
    public string WebhookId { get; private set; } = "";

    /// <summary>When, system time, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<WebhookReceipt>
    {
        public void Configure(EntityTypeBuilder<WebhookReceipt> receipt)
        {
            receipt.HasKey(r => new { r.Carrier, r.WebhookId });
            receipt.HasIndex(r => r.ReceivedAt);
        }
    }
}

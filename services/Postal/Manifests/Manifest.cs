using HoanKiem.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Manifests;

/// <summary>A list of parcels that an agency gave to a carrier at one time (phiếu bàn giao bưu gửi).</summary>
internal sealed class Manifest : IReachable<Manifest>
{
    /// <inheritdoc />
    public static Ways<Manifest> Ways { get; } =
        new Ways<Manifest>()
            .Counter(manifest => manifest.ReceivingAgency)
            .Desk(manifest => manifest.HandlingAgencies)
            .Contract(manifest => manifest.Carrier);

    private Manifest() { }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>Number on the paper.</summary>
    public long Number { get; private set; }

    /// <summary>Who took them.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>The parcels.</summary>
    public Guid[] ShipmentIds { get; private set; } = [];

    /// <summary>None: it is nobody's own.</summary>
    public string? OwnerSubject { get; private set; }

    /// <summary>Agency that gave them.</summary>
    public string ReceivingAgency { get; private set; } = "";

    /// <summary>The same.</summary>
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>Who gave them.</summary>
    public string GivenBy { get; private set; } = "";

    /// <summary>When, business time, UTC.</summary>
    public DateTimeOffset GivenAt { get; private set; }

    /// <summary>A hand-over of several parcels of one agency.</summary>
    public static Manifest Of(
        Guid id,
        long number,
        string carrier,
        string agency,
        Guid[] shipmentIds,
        string givenBy,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Number = number,
            Carrier = carrier,
            ShipmentIds = shipmentIds,
            ReceivingAgency = agency,
            HandlingAgencies = [agency],
            GivenBy = givenBy,
            GivenAt = now,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<Manifest>
    {
        public void Configure(EntityTypeBuilder<Manifest> manifest)
        {
            manifest.Property(m => m.Id).ValueGeneratedNever();
            manifest.HasIndex(m => m.Number).IsUnique();
        }
    }
}

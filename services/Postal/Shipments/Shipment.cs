using System.Diagnostics.CodeAnalysis;
using HoanKiem.Access;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.Waybills;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Shipments;

/// <summary>A parcel (bưu gửi) that carries the result of a dossier to the citizen (Quyết định 45/2016/QĐ-TTg).</summary>
internal sealed class Shipment : IConcerned, IReachable<Shipment>
{
    /// <inheritdoc />
    public static Ways<Shipment> Ways { get; } =
        new Ways<Shipment>()
            .Own(shipment => shipment.OwnerSubject)
            .Counter(
                shipment => shipment.ReceivedAt,
                shipment => shipment.ReceivingAgency,
                shipment => shipment.SendingAgency
            )
            .Desk(shipment => shipment.HandlingAgencies)
            .Contract(shipment => shipment.Carrier)
            .Inspection(shipment => shipment.DossierId);

    private Shipment() { }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>The dossier whose result it carries.</summary>
    public Guid DossierId { get; private set; }

    /// <summary>What the dossier is called on paper: its number, or the request code while there is none.</summary>
    public string DossierLabel { get; private set; } = "";

    /// <summary>Who carries it.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>Item number (UPU S10); none only while the agency's pool is empty.</summary>
    public string? Waybill { get; private set; }

    /// <summary>Agency that sends it: the one that decided.</summary>
    public string SendingAgency { get; private set; } = "";

    /// <summary>Reception point that took the dossier.</summary>
    public string ReceivedAt { get; private set; } = "";

    /// <summary>Agency whose reception point took the dossier.</summary>
    public string ReceivingAgency { get; private set; } = "";

    /// <summary>Agencies that handle it.</summary>
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>All agencies that have to do with it.</summary>
    public IEnumerable<string> Agencies => [SendingAgency, ReceivingAgency, ReceivedAt];

    /// <summary>Subject of the signed-in applicant, if any.</summary>
    public string? OwnerSubject { get; private set; }

    /// <summary>Where it is.</summary>
    public ShipmentStatus Status { get; private set; }

    /// <summary>When it got there, as the carrier says, UTC.</summary>
    public DateTimeOffset StatusAt { get; private set; }

    /// <summary>Deliveries tried in vain.</summary>
    public int Attempts { get; private set; }

    /// <summary>Reason given with the status, as a code.</summary>
    public string? ReasonCode { get; private set; }

    /// <summary>When the carrier took it, UTC.</summary>
    public DateTimeOffset? HandedOverAt { get; private set; }

    /// <summary>Postage to be collected at the door (phí do người nhận trả), whole đồng.</summary>
    public long CashOnDelivery { get; private set; }

    /// <summary>When the carrier says that it collected the money, UTC.</summary>
    public DateTimeOffset? CashCollectedAt { get; private set; }

    /// <summary>When it was created, business time, UTC.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When anything was last heard of it, business time, UTC: the measure of silence.</summary>
    public DateTimeOffset LastHeardAt { get; private set; }

    /// <summary>A person decided how it ended; nothing changes that.</summary>
    public bool Settled { get; private set; }

    /// <summary>Last place taken in its life by a published event.</summary>
    public long Sequence { get; private set; }

    /// <summary>Raised with every change; the concurrency token.</summary>
    public int Version { get; private set; }

    /// <summary>Nothing more is expected from the carrier.</summary>
    public bool Ended => ParcelState.IsEnd(Status);

    /// <summary>The result of a dossier shall go out by post.</summary>
    public static Shipment Create(
        Guid id,
        Guid dossierId,
        string dossierLabel,
        string carrier,
        string sendingAgency,
        string receivedAt,
        string receivingAgency,
        string? ownerSubject,
        long cashOnDelivery,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            DossierId = dossierId,
            DossierLabel = dossierLabel,
            Carrier = carrier,
            SendingAgency = sendingAgency,
            ReceivedAt = receivedAt,
            ReceivingAgency = receivingAgency,
            HandlingAgencies = [sendingAgency],
            OwnerSubject = ownerSubject,
            Status = ShipmentStatus.Created,
            StatusAt = now,
            CashOnDelivery = cashOnDelivery,
            CreatedAt = now,
            LastHeardAt = now,
            Version = 1,
        };

    /// <summary>It gets its item number: from now on it exists for everyone else.</summary>
    public ShipmentCreated Number(ItemIdentifier waybill, DateTimeOffset now)
    {
        if (Waybill is not null)
            throw new InvalidOperationException("A parcel has one item number for life.");

        Waybill = waybill.Text;
        Version++;
        return new(Id, ++Sequence, now, DossierId, Carrier, waybill.Text, CashOnDelivery);
    }

    /// <summary>
    /// Takes over what all that was said about it amounts to, and says what became known by that, each thing once: a carrier that
    /// reports a parcel on its way without having said that it took it has taken it. An end that was published stands.
    /// </summary>
    /// <param name="said">Everything that was said so far, in any order.</param>
    /// <param name="now">Business time.</param>
    /// <returns>Events to publish, in order.</returns>
    public IReadOnlyList<object> Take(IReadOnlyCollection<ParcelFact> said, DateTimeOffset now)
    {
        var state = ParcelState.Of(said);
        var events = new List<object>();
        Version++;
        LastHeardAt = now;

        if (Ended)
        {
            Attempts = state.Attempts;
        }
        else
        {
            Acknowledge(state.HandedOverAt, now, events);
            if (state.Status != Status || state.Attempts > Attempts)
                Move(state.Status, state.At ?? now, state.Attempts, state.ReasonCode, now, events);
        }

        if (CashCollectedAt is null && state.Cash is { } cash)
        {
            CashCollectedAt = Earlier(cash.OccurredAt, now);
            events.Add(
                new CashCollected(
                    Id,
                    ++Sequence,
                    CashCollectedAt.Value,
                    DossierId,
                    cash.Amount ?? CashOnDelivery
                )
            );
        }

        return events;
    }

    /// <summary>A person decided which of two contradicting ends is true.</summary>
    public IReadOnlyList<object> Settle(ParcelFact truth, DateTimeOffset now)
    {
        var events = new List<object>();
        var status = ParcelState.StatusOf(truth.Meaning);
        if (Settled || status == Status || !ParcelState.IsEnd(status))
            return events;

        Settled = true;
        Version++;
        if (status is not ShipmentStatus.Cancelled)
            Acknowledge(truth.OccurredAt, now, events);
        Move(status!.Value, truth.OccurredAt, Attempts, truth.ReasonCode, now, events);
        return events;
    }

    private void Acknowledge(DateTimeOffset? at, DateTimeOffset now, List<object> events)
    {
        if (HandedOverAt is not null || at is null)
            return;

        HandedOverAt = Earlier(at.Value, now);
        events.Add(new ShipmentHandedOver(Id, ++Sequence, HandedOverAt.Value, DossierId));
    }

    [SuppressMessage(
        "Style",
        "IDE0072",
        Justification = "The other statuses publish nothing of their own."
    )]
    private void Move(
        ShipmentStatus status,
        DateTimeOffset at,
        int attempts,
        string? reasonCode,
        DateTimeOffset now,
        List<object> events
    )
    {
        var moved = status != Status;
        var triedAgain = attempts > Attempts && status is ShipmentStatus.Attempted;
        (Status, StatusAt, Attempts, ReasonCode) = (status, Earlier(at, now), attempts, reasonCode);
        if (!moved && !triedAgain)
            return;

        object? said = status switch
        {
            ShipmentStatus.InTransit => Progressed("inTransit"),
            ShipmentStatus.OutForDelivery => Progressed("outForDelivery"),
            ShipmentStatus.Attempted => Progressed("attempted"),
            ShipmentStatus.Returning => Progressed("returning"),
            ShipmentStatus.Delivered => new ShipmentDelivered(Id, ++Sequence, StatusAt, DossierId),
            ShipmentStatus.Returned => new ShipmentReturned(
                Id,
                ++Sequence,
                StatusAt,
                DossierId,
                reasonCode ?? "unknown"
            ),
            ShipmentStatus.Lost => new ShipmentLost(Id, ++Sequence, StatusAt, DossierId),
            _ => null,
        };
        if (said is not null)
            events.Add(said);
    }

    private ShipmentProgressed Progressed(string status) =>
        new(Id, ++Sequence, StatusAt, DossierId, status, Attempts);

    // A carrier's clock may be ahead of ours; nothing that we were told has happened later than now.
    private static DateTimeOffset Earlier(DateTimeOffset told, DateTimeOffset now) =>
        told < now ? told : now;

    internal sealed class Mapping : IEntityTypeConfiguration<Shipment>
    {
        public void Configure(EntityTypeBuilder<Shipment> shipment)
        {
            shipment.Property(s => s.Id).ValueGeneratedNever();
            shipment.Property(s => s.Status).HasConversion<string>().HasMaxLength(20);
            shipment.Property(s => s.Version).IsConcurrencyToken();
            shipment.Property(s => s.Carrier).HasMaxLength(40);
            shipment.Property(s => s.Waybill).HasMaxLength(13);
            shipment.Ignore(s => s.Ended);
            shipment.Ignore(s => s.Agencies);
            // One parcel a dossier at a time: a new one only after the last came back or was lost.
            shipment
                .HasIndex(s => s.DossierId)
                .IsUnique()
                .HasFilter("status not in ('Returned', 'Lost', 'Cancelled')");
            shipment.HasIndex(s => new { s.Carrier, s.Waybill }).IsUnique();
            shipment.HasIndex(s => new { s.SendingAgency, s.Id });
            // Silence is searched among parcels under way only.
            shipment
                .HasIndex(s => s.LastHeardAt)
                .HasFilter("status not in ('Delivered', 'Returned', 'Lost', 'Cancelled')");
        }
    }
}

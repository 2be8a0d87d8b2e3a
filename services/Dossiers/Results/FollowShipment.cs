using HoanKiem.Contracts;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers.Results;

/// <summary>Postal → Dossiers: the parcel with the result exists and moves.</summary>
internal sealed class FollowShipment(Crossroads crossroads, IExpectations expectations)
    : IHandle<ShipmentCreated>,
        IHandle<ShipmentHandedOver>,
        IHandle<ShipmentProgressed>,
        IHandle<CashCollected>,
        IReadByKey
{
    private static readonly By Postal = By.Service(ResourceNames.Postal);

    /// <inheritdoc />
    public async Task Handle(ShipmentCreated @event, CancellationToken ct)
    {
        expectations.Met(Expected.Shipment, @event.DossierId.ToString());
        if (
            await Meet(
                @event.DossierId,
                @event.ShipmentId,
                Fact.ShipmentMoved,
                @event.OccurredAt,
                @event.Waybill,
                ct
            ) is
            { } dossier
        )
            dossier.Trace(
                "shipmentCreated",
                Postal,
                @event.OccurredAt,
                new($"Đã lập bưu gửi {@event.Waybill}.", $"Parcel {@event.Waybill} was made out.")
            );
    }

    /// <inheritdoc />
    public async Task Handle(ShipmentHandedOver @event, CancellationToken ct) =>
        (
            await Meet(
                @event.DossierId,
                @event.ShipmentId,
                Fact.ShipmentMoved,
                @event.OccurredAt,
                "shipmentHandedOver",
                ct
            )
        )?.SendOff(@event.ShipmentId, "shipmentHandedOver", Postal, @event.OccurredAt);

    /// <inheritdoc />
    public async Task Handle(ShipmentProgressed @event, CancellationToken ct)
    {
        if (
            await Meet(
                @event.DossierId,
                @event.ShipmentId,
                Fact.ShipmentMoved,
                @event.OccurredAt,
                @event.Status,
                ct
            )
            is not { } dossier
        )
            return;
        // The carrier reported a later leg first: the parcel is on its way all the same.
        dossier.SendOff(@event.ShipmentId, "shipmentProgressed", Postal, @event.OccurredAt);
        dossier.Trace(
            "shipmentProgressed",
            Postal,
            @event.OccurredAt,
            new(
                $"Bưu gửi: {@event.Status}, lần {@event.Attempt}.",
                $"Parcel: {@event.Status}, attempt {@event.Attempt}."
            )
        );
    }

    /// <inheritdoc />
    public Task Handle(CashCollected @event, CancellationToken ct) =>
        Meet(
            @event.DossierId,
            @event.ShipmentId,
            Fact.CashCollected,
            @event.OccurredAt,
            $"{@event.Amount} đồng",
            ct
        );

    private Task<Dossier?> Meet(
        Guid dossierId,
        Guid shipmentId,
        Fact fact,
        DateTimeOffset at,
        string detail,
        CancellationToken ct
    ) => crossroads.Meet(dossierId, fact, ResourceNames.Postal, at, null, detail, ct, shipmentId);
}

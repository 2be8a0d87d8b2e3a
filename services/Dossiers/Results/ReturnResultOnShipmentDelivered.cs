using HoanKiem.Contracts;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers.Results;

/// <summary>
/// Postal → Dossiers → Feedback: the parcel's end. Delivered: the citizen has the result, status 10. Returned: back at the office,
/// status 9 stays and the citizen is told. Lost: a person has to act (Nghị định 61/2018, Điều 21.3).
/// </summary>
internal sealed class ReturnResultOnShipmentDelivered(
    DossiersDb db,
    Crossroads crossroads,
    IOutbox outbox
) : IHandle<ShipmentDelivered>, IHandle<ShipmentReturned>, IHandle<ShipmentLost>, IReadByKey
{
    private static readonly By Postal = By.Service(ResourceNames.Postal);

    /// <inheritdoc />
    public async Task Handle(ShipmentDelivered @event, CancellationToken ct)
    {
        if (
            await Meet(
                @event.DossierId,
                @event.ShipmentId,
                Fact.ShipmentDelivered,
                @event.OccurredAt,
                "shipmentDelivered",
                ct
            )
            is not { } dossier
        )
            return;
        dossier.Deliver(@event.ShipmentId, Postal, @event.OccurredAt);
        dossier.Tell(outbox);
    }

    /// <inheritdoc />
    public async Task Handle(ShipmentReturned @event, CancellationToken ct) =>
        (
            await Meet(
                @event.DossierId,
                @event.ShipmentId,
                Fact.ShipmentReturned,
                @event.OccurredAt,
                @event.ReasonCode,
                ct
            )
        )?.TakeBack(
            @event.ShipmentId,
            @event.Sequence,
            @event.ReasonCode,
            Postal,
            @event.OccurredAt
        );

    /// <inheritdoc />
    public async Task Handle(ShipmentLost @event, CancellationToken ct)
    {
        var dossier = await db.Dossiers.FindAsync([@event.DossierId], ct);
        if (dossier is { Phase: Phase.Decided, ResultAt: not DeliveryState.Lost })
        {
            dossier.Lose(@event.ShipmentId, Postal, @event.OccurredAt);
            db.OpenItems.Add(
                OpenItem.Of(
                    dossier,
                    "shipmentLost",
                    new(
                        "Bưu gửi chứa kết quả bị thất lạc: cấp lại và xin lỗi công dân.",
                        "The parcel with the result is lost: issue it again and apologise.",
                        "nd-61-2018-21-3"
                    ),
                    @event.OccurredAt,
                    Postal
                )
            );
        }
        else
        {
            await Meet(
                @event.DossierId,
                @event.ShipmentId,
                Fact.ShipmentLost,
                @event.OccurredAt,
                "shipmentLost",
                ct
            );
        }
    }

    private Task<Dossier?> Meet(
        Guid dossierId,
        Guid shipmentId,
        Fact fact,
        DateTimeOffset at,
        string detail,
        CancellationToken ct
    ) => crossroads.Meet(dossierId, fact, ResourceNames.Postal, at, null, detail, ct, shipmentId);
}

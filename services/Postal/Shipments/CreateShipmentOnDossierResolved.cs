using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.OpenItems;
using HoanKiem.Postal.Parties;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Waybills;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Shipments;

/// <summary>
/// Dossiers → Postal: the result goes out by post. Parcel, item number, addressee and <c>ShipmentCreated</c> in one commit, from which
/// on the label can be printed; the carrier is told afterwards by <see cref="BookingSender"/>.
/// </summary>
internal sealed class CreateShipmentOnDossierResolved(
    PostalDb db,
    Numbering numbering,
    IExpectations expectations,
    BusinessClock clock,
    TimeProvider system
) : IHandle<DossierResolved>
{
    // A result is a sheet or two in an envelope.
    private const int Grams = 100;

    /// <inheritdoc />
    public async Task Handle(DossierResolved @event, CancellationToken ct)
    {
        if (@event.Delivery is not Delivery.Post)
            return;
        if (await db.Shipments.AnyAsync(s => s.DossierId == @event.DossierId, ct))
            return;

        var now = clock.GetUtcNow();
        var day = LegalZone.DateOf(now);
        var dossier = await db.Dossiers.FindAsync([@event.DossierId], ct);
        if (@event.SealedRecipient is not { } recipient)
        {
            await OpenItem.Open(
                db,
                OpenItem.NoAddressee(@event.DossierId, dossier, now, system),
                null,
                ct
            );
            return;
        }

        var carrier = await CarrierAgreement.CarrierOf(db, @event.DecidedBy, day, ct);
        var shipment = Shipment.Create(
            Guid.CreateVersion7(system.GetUtcNow()),
            @event.DossierId,
            dossier?.Label ?? @event.DecisionNumber,
            carrier,
            sendingAgency: @event.DecidedBy,
            receivedAt: dossier?.ReceivedAt ?? @event.DecidedBy,
            receivingAgency: dossier?.ReceivingAgency ?? @event.DecidedBy,
            dossier?.OwnerSubject,
            await Tariff.For(db, carrier, Errand.Delivery, Grams, day, ct),
            now
        );
        db.Add(shipment);
        db.Add(Party.Of(shipment.Id, @event.DossierId, recipient, shipment));
        db.Add(Booking.For(shipment.Id, Errand.Delivery, carrier, system.GetUtcNow()));
        await numbering.Number(shipment, null, @event.DecidedBy, ct);
        expectations.Expect(Expected.Booked, shipment.Id.ToString(), TimeSpan.FromMinutes(5));
    }
}

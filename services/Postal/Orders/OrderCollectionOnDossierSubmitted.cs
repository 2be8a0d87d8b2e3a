using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.OpenItems;
using HoanKiem.Postal.Parties;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Waybills;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Orders;

/// <summary>
/// Dossiers → Postal: a dossier that shall come by post is fetched at the citizen's address. The order gets its number in this commit
/// (<c>CollectionOrdered</c>); the carrier is told afterwards by <see cref="BookingSender"/>.
/// </summary>
internal sealed class OrderCollectionOnDossierSubmitted(
    PostalDb db,
    Numbering numbering,
    IExpectations expectations,
    BusinessClock clock,
    TimeProvider system
) : IHandle<DossierSubmitted>
{
    /// <inheritdoc />
    public async Task Handle(DossierSubmitted @event, CancellationToken ct)
    {
        if (@event.Channel is not Channel.Post)
            return;
        if (await db.Orders.AnyAsync(o => o.DossierId == @event.DossierId, ct))
            return;

        var now = clock.GetUtcNow();
        var day = LegalZone.DateOf(now);
        var dossier = KnownDossier.From(@event);
        if (@event.SealedParty is not { } sealedParty)
        {
            await OpenItem.Open(
                db,
                OpenItem.NoAddressee(@event.DossierId, dossier, now, system),
                null,
                ct
            );
            return;
        }

        var office = @event.ReceivingAgency;
        var order = CollectionOrder.Place(
            Guid.CreateVersion7(system.GetUtcNow()),
            @event.DossierId,
            @event.RequestCode,
            await CarrierAgreement.CarrierOf(db, office, day, ct),
            dossier,
            now
        );
        db.Add(order);
        db.Add(Party.Of(order.Id, @event.DossierId, sealedParty, order));
        db.Add(Booking.For(order.Id, Errand.Collection, order.Carrier, system.GetUtcNow()));
        await numbering.Number(null, order, office, ct);
        expectations.Expect(Expected.Booked, order.Id.ToString(), TimeSpan.FromMinutes(5));
    }
}

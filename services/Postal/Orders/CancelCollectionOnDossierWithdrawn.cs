using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Orders;

/// <summary>Dossiers → Postal: a dossier that was taken back need not be fetched; one that is on its way comes in all the same.</summary>
internal sealed class CancelCollectionOnDossierWithdrawn(
    PostalDb db,
    IExpectations expectations,
    BusinessClock clock,
    TimeProvider system
) : IHandle<DossierWithdrawn>
{
    /// <inheritdoc />
    public async Task Handle(DossierWithdrawn @event, CancellationToken ct)
    {
        var order = await db.Orders.SingleOrDefaultAsync(o => o.DossierId == @event.DossierId, ct);
        if (order is null || !order.Cancel(clock.GetUtcNow()))
            return;

        var booking = await db.Bookings.SingleAsync(b => b.Id == order.Id, ct);
        booking.Cancel(system.GetUtcNow());
        if (booking.Status is BookingStatus.Cancelled)
            expectations.Met(Expected.Booked, order.Id.ToString());
    }
}

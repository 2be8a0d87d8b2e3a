using HoanKiem.Messaging;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.OpenItems;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Shipments;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Waybills;

/// <summary>Gives a parcel or a collection its item number and says that it exists; an empty pool becomes a matter for a person.</summary>
internal sealed class Numbering(
    PostalDb db,
    WaybillPool pool,
    IOutbox outbox,
    BusinessClock clock,
    TimeProvider system
)
{
    /// <summary>Numbers what has no number; saved by the caller. None when the agency's pool is empty.</summary>
    public async Task<string?> Number(
        Shipment? shipment,
        CollectionOrder? order,
        string agency,
        CancellationToken ct
    )
    {
        var carrier = shipment?.Carrier ?? order!.Carrier;
        var now = clock.GetUtcNow();
        if (await pool.Reserve(carrier, agency, ct) is not { } waybill)
        {
            var empty = OpenItem.Of(
                Guid.CreateVersion7(system.GetUtcNow()),
                "no-waybill-left",
                $"{shipment?.Id ?? order!.Id:N}",
                carrier,
                now,
                shipment?.Id ?? order!.Id,
                (IConcerned?)shipment ?? order
            );
            await OpenItem.Open(db, empty, null, ct);
            return null;
        }

        // Someone filled the pool: what waited for that is done.
        var matter = $"no-waybill-left:{shipment?.Id ?? order!.Id:N}";
        var waited = await db.OpenItems.SingleOrDefaultAsync(item => item.Matter == matter, ct);
        waited?.Close("postal", "corrected", now);
        if (shipment is not null)
            outbox.Publish(shipment.Number(waybill, now));
        else
            outbox.Publish(order!.Number(waybill, now));
        return waybill.Text;
    }
}

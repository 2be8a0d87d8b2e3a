using HoanKiem.Access;
using HoanKiem.Messaging;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.OpenItems;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Shipments;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Carriers;

/// <summary>
/// The one way in which anything that is said about a parcel or a collection comes in: callbacks, answers to our questions, officers.
/// It runs in the caller's transaction and locks the item, so that two reports about one parcel take turns.
/// </summary>
internal sealed class CarrierNews(
    PostalDb db,
    IOutbox outbox,
    BusinessClock clock,
    TimeProvider system
)
{
    /// <summary>Takes a carrier's report; refuses what it cannot place, which the caller keeps for a person.</summary>
    public async Task<Refusal?> Take(
        string carrier,
        CarrierReport report,
        string source,
        CancellationToken ct
    )
    {
        var shipment = await LockedShipment(carrier, report.Waybill, ct);
        var order = shipment is null ? await LockedOrder(carrier, report.Waybill, ct) : null;
        if (shipment is null && order is null)
            return Refusals.NoWaybill(report.Waybill);

        var errand = shipment is null ? Errand.Collection : Errand.Delivery;
        if (await MeaningOf(carrier, errand, report, ct) is not { } meaning)
            return Refusals.NoMeaning(report.Code);

        if (await db.CarrierEvents.AnyAsync(e => e.Carrier == carrier && e.Key == report.Key, ct))
            return null;

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(system.GetUtcNow());
        var item = shipment?.Id ?? order!.Id;
        var said = CarrierEvent.From(id, carrier, item, report, meaning, source, now);
        if (shipment is not null)
            await Take(shipment, said, null, ct);
        else
            await Take(order!, said, ct);
        await db.SaveChangesAsync(ct);
        return null;
    }

    /// <summary>Takes what is said about a parcel that the caller has locked or holds by version.</summary>
    /// <param name="shipment">The parcel.</param>
    /// <param name="said">What is said.</param>
    /// <param name="by">Reach of the officer who says it; none for a carrier.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Take(Shipment shipment, CarrierEvent said, Reach? by, CancellationToken ct)
    {
        var facts = await FactsOf(db.CarrierEvents.Of(shipment), said, ct);
        db.Add(said);
        Publish(shipment.Take(facts, clock.GetUtcNow()));

        if (ParcelState.Of(facts).OtherEnd is { } other)
            await Open("contradicting-end", shipment, said, other.Key, by, ct);
        else if (shipment.Status is ShipmentStatus.Cancelled)
            await Open("cancelled-by-carrier", shipment, said, null, by, ct);
    }

    /// <summary>Publishes what became known, in order.</summary>
    public void Publish(IEnumerable<object> events)
    {
        foreach (var became in events)
            outbox.Publish(became);
    }

    private async Task Take(CollectionOrder order, CarrierEvent said, CancellationToken ct)
    {
        var facts = await FactsOf(db.CarrierEvents.Of(order), said, ct);
        db.Add(said);
        if (order.Take(facts, clock.GetUtcNow()) is { } collected)
            outbox.Publish(collected);

        if (order.OtherEnd(facts) is { } other)
            await Open("contradicting-end", order, said, other.Key, null, ct);
        else if (order.Status is CollectionStatus.Cancelled or CollectionStatus.Lost)
            await Open("collection-failed", order, said, null, null, ct);
    }

    private static async Task<List<ParcelFact>> FactsOf(
        IQueryable<CarrierEvent> events,
        CarrierEvent said,
        CancellationToken ct
    )
    {
        var known = await events.AsNoTracking().ToListAsync(ct);
        said.HeardAfter(known.Max(e => (DateTimeOffset?)e.ReceivedAt));
        return [.. known.Append(said).Select(e => e.ToFact())];
    }

    private Task Open(
        string kind,
        IConcerned item,
        CarrierEvent said,
        string? eventKey,
        Reach? by,
        CancellationToken ct
    )
    {
        var opened = OpenItem.Of(
            Guid.CreateVersion7(system.GetUtcNow()),
            kind,
            $"{said.ItemId:N}:{eventKey}",
            said.Carrier,
            clock.GetUtcNow(),
            said.ItemId,
            item,
            code: said.Code,
            eventKey: eventKey
        );
        return OpenItem.Open(db, opened, by, ct);
    }

    // The day of the event decides what a code meant; carriers change their lists.
    private async Task<CarrierMeaning?> MeaningOf(
        string carrier,
        Errand errand,
        CarrierReport report,
        CancellationToken ct
    )
    {
        var day = LegalZone.DateOf(report.OccurredAt);
        var code = await db
            .CarrierCodes.AsNoTracking()
            .Where(c => c.Carrier == carrier && c.Errand == errand && c.Code == report.Code)
            .Where(c => c.ValidFrom <= day && (c.ValidTo == null || c.ValidTo >= day))
            .OrderByDescending(c => c.ValidFrom)
            .FirstOrDefaultAsync(ct);
        return code?.Meaning;
    }

    private Task<Shipment?> LockedShipment(string carrier, string waybill, CancellationToken ct) =>
        db
            .Shipments.FromSql(
                $"select * from shipment where carrier = {carrier} and waybill = {waybill} for update"
            )
            .SingleOrDefaultAsync(ct);

    private Task<CollectionOrder?> LockedOrder(
        string carrier,
        string waybill,
        CancellationToken ct
    ) =>
        db
            .Orders.FromSql(
                $"select * from collection_order where carrier = {carrier} and waybill = {waybill} for update"
            )
            .SingleOrDefaultAsync(ct);
}

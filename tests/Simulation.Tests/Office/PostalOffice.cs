using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Shipments;
using HoanKiem.Postal.Waybills;
using HoanKiem.ServiceDefaults;
using HoanKiem.Simulation.Tests.Protocol;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>Postal: parcels, collections and what carriers say of them, in any order and more than once.</summary>
internal sealed class PostalOffice
{
    private int _serial;

    public PostalOffice(Service service)
    {
        Service = service;
        service.InNoHurry(ResourceNames.Dossiers);
        service.On<DossierSubmitted>(Ordering.Ordered, "OrderCollection", OnSubmitted);
        service.On<DossierWithdrawn>(Ordering.Ordered, "CancelCollection", OnWithdrawn);
        service.On<DossierResolved>(Ordering.Ordered, "CreateShipment", OnResolved);
    }

    public Service Service { get; }

    public Table<Guid, CollectionOrder> Orders { get; } = new("collection_order");

    public Table<Guid, Shipment> Shipments { get; } = new("shipment");

    public Table<Guid, CarrierEvent> Said { get; } = new("carrier_event");

    public Shipment? Parcel(Guid dossierId) =>
        Shipments.Committed.Values.FirstOrDefault(s => s.DossierId == dossierId);

    public CollectionOrder? Collection(Guid dossierId) =>
        Orders.Committed.Values.FirstOrDefault(o => o.DossierId == dossierId);

    /// <summary>CarrierNews.Take: a carrier's report about an item.</summary>
    public async Task HearAsync(
        Session session,
        Guid item,
        string eventId,
        CarrierMeaning meaning,
        DateTimeOffset at
    )
    {
        await session.LockAsync(("item", item));
        var shipment = await session.FindAsync(Shipments, item);
        var order = shipment is null ? await session.FindAsync(Orders, item) : null;
        var report = new CarrierReport(eventId, "", meaning.ToString(), at, "ly-do", null);
        if (Said.Rows(session.Transaction).Any(said => said.Value.Key == report.Key))
            return;
        var heard = CarrierEvent.From(
            session.NewId(),
            "vnpost",
            item,
            report,
            meaning,
            "callback",
            session.Now
        );
        var facts = Facts(session, item, heard);
        if (shipment is not null)
            foreach (var became in shipment.Take(facts, session.Now))
                session.Publish(became);
        else if (order!.Take(facts, session.Now) is { } collected)
            session.Publish(collected);
    }

    /// <summary>HandOverShipment: the office gives the parcel to the carrier.</summary>
    public async Task<Refusal?> HandOverAsync(Session session, Guid item)
    {
        await session.LockAsync(("item", item));
        var shipment = (await session.FindAsync(Shipments, item))!;
        if (HandOverShipment.Refuses(shipment) is { } refusal)
            return refusal;
        var said = CarrierEvent.FromOffice(
            session.NewId(),
            shipment.Carrier,
            item,
            CarrierMeaning.HandedOver,
            null,
            session.Now
        );
        foreach (var became in shipment.Take(Facts(session, item, said), session.Now))
            session.Publish(became);
        return null;
    }

    private List<ParcelFact> Facts(Session session, Guid item, CarrierEvent heard)
    {
        var known = Said.Rows(session.Transaction)
            .Select(row => row.Value)
            .Where(said => said.ItemId == item)
            .ToList();
        heard.HeardAfter(known.Max(said => (DateTimeOffset?)said.ReceivedAt));
        session.Add(Said, heard.Id, heard);
        return [.. known.Append(heard).Select(said => said.ToFact())];
    }

    private Task OnSubmitted(Session session, DossierSubmitted e)
    {
        if (
            e.Channel != Channel.Post
            || Orders.Rows(session.Transaction).Any(o => o.Value.DossierId == e.DossierId)
        )
            return Task.CompletedTask;
        var order = CollectionOrder.Place(
            session.NewId(),
            e.DossierId,
            e.RequestCode,
            "vnpost",
            KnownDossier.From(e),
            session.Now
        );
        session.Publish(order.Number(ItemIdentifier.Create("EK", ++_serial), session.Now));
        session.Add(Orders, order.Id, order);
        return Task.CompletedTask;
    }

    private async Task OnWithdrawn(Session session, DossierWithdrawn e)
    {
        var of = Orders
            .Rows(session.Transaction)
            .FirstOrDefault(row => row.Value.DossierId == e.DossierId);
        if (of.Value is not null && await session.FindAsync(Orders, of.Key) is { } order)
            order.Cancel(session.Now);
    }

    private Task OnResolved(Session session, DossierResolved e)
    {
        if (
            e.Delivery != Delivery.Post
            || Shipments.Rows(session.Transaction).Any(s => s.Value.DossierId == e.DossierId)
        )
            return Task.CompletedTask;
        var shipment = Shipment.Create(
            session.NewId(),
            e.DossierId,
            e.DecisionNumber,
            "vnpost",
            e.DecidedBy,
            e.DecidedBy,
            e.DecidedBy,
            null,
            20_000,
            session.Now
        );
        session.Publish(shipment.Number(ItemIdentifier.Create("EK", ++_serial), session.Now));
        session.Add(Shipments, shipment.Id, shipment);
        return Task.CompletedTask;
    }
}

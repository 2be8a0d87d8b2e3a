using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Postal.Manifests;
using HoanKiem.Postal.OpenItems;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Shipments;
using HoanKiem.ServiceDefaults.Edges;

namespace HoanKiem.Postal;

/// <summary>Everything that Postal does over HTTP.</summary>
internal static class Endpoints
{
    public static void Map(WebApplication app)
    {
        // Carriers hold no token: their signature is checked in the slice.
        var carriers = app.MapGroup("/v1/carriers")
            .WithTags("Carriers")
            .AllowAnonymous()
            .ExpectSystems()
            .Audited(Purpose.Delivery);
        RecordCarrierEvent.Map(carriers);

        var shipments = app.MapGroup("/v1/shipments")
            .WithTags("Shipments")
            .RequireAuthorization()
            .Audited(Purpose.Delivery);
        ListShipments.Map(shipments);
        TrackShipment.Map(shipments);

        var officers = app.MapGroup("/v1/shipments")
            .WithTags("Shipments")
            .RequireAuthorization(Policies.Officer)
            .Audited(Purpose.Delivery);
        ListStaleShipments.Map(officers);
        PrintLabel.Map(officers);
        HandOverShipment.Map(officers);
        ReportLoss.Map(officers);

        var manifests = app.MapGroup("/v1/manifests")
            .WithTags("Manifests")
            .RequireAuthorization(Policies.Officer)
            .Audited(Purpose.Delivery);
        HandOverManifest.Map(manifests);
        GetManifest.Map(manifests);

        var orders = app.MapGroup("/v1/orders")
            .WithTags("Orders")
            .RequireAuthorization()
            .Audited(Purpose.Delivery);
        ListOrders.Map(orders);

        var items = app.MapGroup("/v1/open-items")
            .WithTags("Open items")
            .RequireAuthorization(Policies.Officer)
            .Audited(Purpose.Delivery);
        ListOpenItems.Map(items);
        CloseOpenItem.Map(items);
    }
}

using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Testing.Probes;

namespace HoanKiem.Postal.Tests;

/// <summary>Everybody tries everything on everybody's parcels.</summary>
public sealed class ProbeTests(PostalApp app) : IClassFixture<PostalApp>
{
    private const int Many = 20;

    private static readonly Rows Rows = new(
        new Dictionary<string, string>
        {
            ["shipment"] = "id",
            ["collection_order"] = "id",
            ["manifest"] = "id",
            ["open_item"] = "id",
            ["booking"] = "id",
            ["party"] = "item_id",
            ["carrier_event"] = "item_id",
        },
        "dossier",
        "webhook_receipt"
    );

    private static readonly Operation[] Operations =
    [
        Operation.List(
            "ListShipments",
            "shipment",
            Operation.ByAgency("/v1/shipments?limit=200"),
            _ => true
        ),
        Operation.Get("TrackShipment", "shipment", o => $"/v1/shipments/{o.Id}"),
        Operation
            .List("ListStaleShipments", "shipment", ["/v1/shipments/stale?workingDays=1"])
            .For(CallerKind.Officer),
        Operation
            .Get("PrintLabel", "shipment", o => $"/v1/shipments/{o.Id}/label")
            .For(CallerKind.Officer)
            .ThatPrints(),
        Post("HandOverShipment", "shipment", o => $"/v1/shipments/{o.Id}/hand-over", null),
        Post(
            "ReportLoss",
            "shipment",
            o => $"/v1/shipments/{o.Id}/loss",
            new { reasonCode = "lost" }
        ),
        Operation
            .Post(
                "HandOverManifest",
                "shipment",
                "/v1/manifests",
                o => new
                {
                    agency = o.Absent ? "p-city" : o.Counter[2],
                    carrier = o.Contract ?? "vnpost",
                    shipmentIds = new[] { o.Id },
                }
            )
            .For(CallerKind.Officer),
        Operation
            .Get("GetManifest", "manifest", o => $"/v1/manifests/{o.Id}")
            .For(CallerKind.Officer),
        Operation.List(
            "ListOrders",
            "collection_order",
            Operation.ByAgency("/v1/orders"),
            _ => true
        ),
        Operation
            .List("ListOpenItems", "open_item", ["/v1/open-items"], _ => true)
            .For(CallerKind.Officer),
        Post(
            "CloseOpenItem",
            "open_item",
            o => $"/v1/open-items/{o.Id}/closure",
            new { resolution = "kept" }
        ),
    ];

    [Fact]
    public Task Nothing_leaks_to_anybody_by_any_operation() =>
        new ProbedService<Program>(app, ResourceNames.Postal, Rows, Operations).ProveAsync(
            Make,
            atLeast: 28_000
        );

    private static Operation Post(string id, string kind, Func<Probed, string> url, object? body) =>
        Operation.Post(id, kind, url, body).For(CallerKind.Officer);

    // Real parcels and collections; their places, and a list and an open item of each, by lot.
    private async Task<List<Probed>> Make(World world)
    {
        var objects = new List<Probed>();
        for (var i = 0; i < Many; i++)
        {
            objects.AddRange(await PlaceShipment(await Given.AShipment(app), world));
            objects.Add(await PlaceOrder(await Given.ACollection(app), world));
            objects.Add(await AnOpenItem(i, world));
        }

        return objects;
    }

    private async Task<Probed[]> PlaceShipment(Given.Parcel parcel, World world)
    {
        var shipment = new Probed("shipment", parcel.Id)
        {
            Dossier = parcel.DossierId,
            Owner = world.ACitizen(),
            Counter = [world.AnAgency(), world.AnAgency(), world.AnAgency()],
            Desk = world.SomeAgencies(),
            Contract = world.ASystem() ?? "vnpost",
        };
        var manifest = new Probed("manifest", Guid.NewGuid())
        {
            Counter = [shipment.Counter[2]],
            Desk = shipment.Desk,
            Contract = shipment.Contract,
        };
        await app.Execute(
            $"""
            update shipment set owner_subject = {Text(
                shipment.Owner
            )}, received_at = '{shipment.Counter[0]}',
                receiving_agency = '{shipment.Counter[1]}', sending_agency = '{shipment.Counter[
                2
            ]}',
                handling_agencies = {Texts(
                shipment.Desk
            )}, carrier = '{shipment.Contract}', last_heard_at = '2026-10-01' where id = '{parcel.Id}';
            insert into manifest (id, number, carrier, shipment_ids, receiving_agency, handling_agencies, given_by, given_at)
                values ('{manifest.Id}', nextval('manifest_number'), '{manifest.Contract}', array['{parcel.Id}']::uuid[], '{manifest.Counter[
                0
            ]}',
                    {Texts(manifest.Desk)}, 'x', now());
            """
        );
        return [shipment, manifest];
    }

    private async Task<Probed> PlaceOrder(Given.Parcel parcel, World world)
    {
        var handling = world.SomeAgencies();
        var order = new Probed("collection_order", parcel.Id)
        {
            Dossier = parcel.DossierId,
            Owner = world.ACitizen(),
            Counter = [world.AnAgency(), world.AnAgency(), .. handling],
            Desk = handling,
            Contract = world.ASystem() ?? "vnpost",
        };
        await app.Execute(
            $"""
            update collection_order set owner_subject = {Text(
                order.Owner
            )}, received_at = '{order.Counter[0]}',
                receiving_agency = '{order.Counter[1]}', handling_agencies = {Texts(
                handling
            )}, carrier = '{order.Contract}'
                where id = '{parcel.Id}'
            """
        );
        return order;
    }

    private async Task<Probed> AnOpenItem(int i, World world)
    {
        var unclaimed = i % 4 == 0;
        var handling = unclaimed ? [] : world.SomeAgencies();
        var item = new Probed("open_item", Guid.NewGuid())
        {
            Counter = unclaimed ? [] : [world.AnAgency(), world.AnAgency(), .. handling],
            Desk = handling,
            Unclaimed = unclaimed,
        };
        await app.Execute(
            $"""
            insert into open_item (id, matter, kind, carrier, waybill, received_at, receiving_agency, handling_agencies, opened_at, version)
                values ('{item.Id}', 'matter {item.Id:N}', 'unknown-waybill', 'vnpost', 'waybill {item.Id:N}',
                    '{(unclaimed ? "" : item.Counter[0])}', '{(
                unclaimed ? "" : item.Counter[1]
            )}', {Texts(handling)}, now(), 1)
            """
        );
        return item;
    }

    private static string Texts(IEnumerable<string> values) =>
        $"array[{string.Join(',', values.Select(Text))}]::text[]";

    private static string Text(string? value) => value is null ? "null" : $"'{value}'";
}

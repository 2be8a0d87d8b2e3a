using System.Net;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Testing;

namespace HoanKiem.Postal.Tests.Shipments;

/// <summary>What an officer does with parcels: hand over, one or many; record a loss; look at silence.</summary>
public sealed class OfficeTests(QuietPostalApp app) : IClassFixture<QuietPostalApp>
{
    [Fact]
    public async Task A_parcel_is_handed_over_once_and_the_carriers_own_word_adds_nothing()
    {
        var parcel = await Given.AShipment(app);
        var url = $"/v1/shipments/{parcel.Id}/hand-over";

        var first = await app.Clerk.PostJson(url, new { }, "key-of-" + parcel.Waybill);
        var repeated = await app.Clerk.PostJson(url, new { }, "key-of-" + parcel.Waybill);
        var again = await app.Clerk.PostJson(url, new { });
        await app.CallBack(PostalApp.Says(parcel.Waybill, "70", app.Clock.GetUtcNow()));

        Assert.Equal((await first.Body()).GetRawText(), (await repeated.Body()).GetRawText());
        await again.ShouldBeRefused("shipment-handed-over", 422);
        Assert.Equal(["ShipmentCreated", "ShipmentHandedOver"], await app.Published(parcel.Id));
    }

    [Fact]
    public async Task A_manifest_hands_over_all_its_parcels_or_none()
    {
        var one = await Given.AShipment(app);
        var other = await Given.AShipment(app);
        var ids = new[] { one.Id, other.Id };

        var stranger = await app.Clerk.PostJson(
            "/v1/manifests",
            new
            {
                agency = "hoan-kiem",
                carrier = "vnpost",
                shipmentIds = ids.Append(Guid.NewGuid()),
            }
        );
        await stranger.ShouldBeRefused("not-found", 404, "shipmentIds");
        Assert.Equal(["ShipmentCreated"], await app.Published(one.Id));

        var made = await app.Clerk.PostJson(
            "/v1/manifests",
            new
            {
                agency = "hoan-kiem",
                carrier = "vnpost",
                shipmentIds = ids,
            }
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(["ShipmentCreated", "ShipmentHandedOver"], await app.Published(other.Id));
        var manifest = await app.Get(made.Headers.Location!.OriginalString);
        Assert.Equal(2, manifest.GetProperty("shipmentIds").GetArrayLength());

        var again = await app.Clerk.PostJson(
            "/v1/manifests",
            new
            {
                agency = "hoan-kiem",
                carrier = "vnpost",
                shipmentIds = ids,
            }
        );
        await again.ShouldBeRefused("shipment-handed-over", 422, "shipmentIds");
    }

    [Fact]
    public async Task Only_a_parcel_that_the_carrier_has_can_be_lost()
    {
        var parcel = await Given.AShipment(app);
        var url = $"/v1/shipments/{parcel.Id}/loss";

        await (await app.Clerk.PostJson(url, new { reasonCode = "not-found" })).ShouldBeRefused(
            "shipment-not-handed-over",
            422
        );
        await (await app.Clerk.PostJson(url, new { })).ShouldBeRefused(
            "invalid-members",
            400,
            "reasonCode"
        );
        await app.Clerk.PostJson($"/v1/shipments/{parcel.Id}/hand-over", new { });
        var lost = await app.Clerk.PostJson(url, new { reasonCode = "not-found" });
        var again = await app.Clerk.PostJson(url, new { reasonCode = "not-found" });

        Assert.Equal("lost", (await lost.Body()).GetProperty("status").GetString());
        await again.ShouldBeRefused("shipment-ended", 422);
        Assert.Equal(
            ["ShipmentCreated", "ShipmentHandedOver", "ShipmentLost"],
            await app.Published(parcel.Id)
        );
    }

    [Fact]
    public async Task Of_two_contradicting_ends_the_first_stands_until_a_person_decides()
    {
        var parcel = await Given.AShipment(app);
        var at = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromHours(8));

        await app.CallBack(PostalApp.Says(parcel.Waybill, "170", at.AddHours(5)));
        await app.CallBack(PostalApp.Says(parcel.Waybill, "100", at.AddHours(4)));
        await app.CallBack(PostalApp.Says(parcel.Waybill, "100", at.AddHours(4)), "msg_more");

        Assert.Equal(
            "returned",
            (await app.Get($"/v1/shipments/{parcel.Id}")).GetProperty("status").GetString()
        );
        var items = await app.Get("/v1/open-items");
        var item = Assert.Single(
            items.GetProperty("items").EnumerateArray(),
            i => i.GetProperty("kind").GetString() == "contradicting-end"
        );
        var closure = $"/v1/open-items/{item.GetProperty("id").GetGuid()}/closure";
        await (await app.Clerk.PostJson(closure, new { resolution = "perhaps" })).ShouldBeRefused(
            "invalid-members",
            400,
            "resolution"
        );
        Assert.True(
            (
                await app.Clerk.PostJson(closure, new { resolution = "corrected" })
            ).IsSuccessStatusCode
        );
        await (await app.Clerk.PostJson(closure, new { resolution = "kept" })).ShouldBeRefused(
            "open-item-closed",
            422
        );

        Assert.Equal(
            "delivered",
            (await app.Get($"/v1/shipments/{parcel.Id}")).GetProperty("status").GetString()
        );
        Assert.Equal(
            ["ShipmentCreated", "ShipmentHandedOver", "ShipmentReturned", "ShipmentDelivered"],
            await app.Published(parcel.Id)
        );
    }

    [Fact]
    public async Task Silence_is_counted_in_working_days_of_the_calendar()
    {
        // Tuesday 24/11/2026 is a day off: three working days after Monday end on Friday.
        await app.Deliver(
            new WorkingCalendarPublished(
                "hanoi",
                1,
                app.Start,
                "2026-1",
                new DateOnly(2026, 1, 1),
                new DateOnly(2026, 12, 31),
                [new CalendarDay(new DateOnly(2026, 11, 24), "off", "Ngày Văn hóa Việt Nam")],
                [],
                []
            )
        );
        var parcel = await Given.AShipment(app, agency: "van-mieu-qtg");
        var clerk = app.Officer("clerk-vm", "van-mieu-qtg");
        var created = app.Clock.GetUtcNow();
        Assert.Equal(DayOfWeek.Monday, created.DayOfWeek);

        app.Clock.SetUtcNow(created.AddDays(3).AddHours(1));
        Assert.Equal(0, await Stale(clerk));
        app.Clock.SetUtcNow(created.AddDays(4).AddHours(1));
        Assert.Equal(1, await Stale(clerk));
        Assert.Equal(0, await Stale(clerk, "?workingDays=4"));

        var silly = await clerk.GetAsync(
            "/v1/shipments/stale?workingDays=0",
            TestContext.Current.CancellationToken
        );
        await silly.ShouldBeRefused("invalid-members", 400, "workingDays");
        Assert.NotEqual(Guid.Empty, parcel.Id);
    }

    [Fact]
    public async Task A_list_goes_on_where_it_stopped()
    {
        for (var i = 0; i < 5; i++)
        {
            await Given.AShipment(app, agency: "hong-ha");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var clerk = app.Officer("clerk-hh", "hong-ha");
        var first = await app.Get("/v1/shipments?limit=3&state=created&agency=hong-ha", clerk);
        var second = await app.Get(
            $"/v1/shipments?limit=3&state=created&agency=hong-ha&cursor={first.GetProperty("next").GetString()}",
            clerk
        );

        Assert.Equal(5, first.GetProperty("count").GetInt64());
        var ids = first
            .GetProperty("items")
            .EnumerateArray()
            .Concat(second.GetProperty("items").EnumerateArray());
        Assert.Equal(5, ids.Select(i => i.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
        var unknown = await clerk.GetAsync(
            "/v1/shipments?state=flying",
            TestContext.Current.CancellationToken
        );
        await unknown.ShouldBeRefused("invalid-members", 400, "state");
        var cursor = await clerk.GetAsync(
            "/v1/shipments?cursor=x",
            TestContext.Current.CancellationToken
        );
        await cursor.ShouldBeRefused("invalid-members", 400, "cursor");
    }

    private async Task<long> Stale(HttpClient clerk, string query = "") =>
        (await app.Get("/v1/shipments/stale" + query, clerk)).GetProperty("count").GetInt64();
}

using System.Net;
using HoanKiem.Testing;

namespace HoanKiem.Postal.Tests.Shipments;

public sealed class RecordCarrierEventTests(QuietPostalApp app) : IClassFixture<QuietPostalApp>
{
    [Fact]
    public async Task A_parcel_goes_its_way_and_each_leg_is_told_once()
    {
        var parcel = await Given.AShipment(app);

        foreach (var code in new[] { "20", "70", "80", "90", "91", "90", "100", "120" })
        {
            app.Clock.Advance(TimeSpan.FromHours(1));
            var answer = await app.CallBack(
                PostalApp.Says(parcel.Waybill, code, app.Clock.GetUtcNow())
            );
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(
            [
                "ShipmentCreated",
                "ShipmentHandedOver",
                "ShipmentProgressed inTransit 0",
                "ShipmentProgressed outForDelivery 0",
                "ShipmentProgressed attempted 1",
                "ShipmentDelivered",
                "CashCollected",
            ],
            await app.Published(parcel.Id)
        );
        var shipment = await app.Get($"/v1/shipments/{parcel.Id}");
        Assert.Equal("delivered", shipment.GetProperty("status").GetString());
        Assert.Equal(8, shipment.GetProperty("history").GetArrayLength());
    }

    [Fact]
    public async Task The_same_message_again_changes_nothing()
    {
        var parcel = await Given.AShipment(app);
        var body = PostalApp.Says(parcel.Waybill, "70", app.Clock.GetUtcNow());

        await app.CallBack(body, "msg_again");
        var before = await app.Get($"/v1/shipments/{parcel.Id}");
        var again = await app.CallBack(body, "msg_again");
        var otherId = await app.CallBack(body, "msg_again_2");

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(HttpStatusCode.OK, otherId.StatusCode);
        var after = await app.Get($"/v1/shipments/{parcel.Id}");
        Assert.Equal(before.GetRawText(), after.GetRawText());
        Assert.Equal(["ShipmentCreated", "ShipmentHandedOver"], await app.Published(parcel.Id));
    }

    [Fact]
    public async Task Many_reports_of_one_event_at_once_are_one_event()
    {
        var parcel = await Given.AShipment(app);
        var body = PostalApp.Says(parcel.Waybill, "100", app.Clock.GetUtcNow());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => app.CallBack(body, $"msg_{parcel.Id:N}_{i % 4}"))
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(
            ["ShipmentCreated", "ShipmentHandedOver", "ShipmentDelivered"],
            await app.Published(parcel.Id)
        );
    }

    [Fact]
    public async Task Late_news_is_kept_and_moves_nothing_back()
    {
        var parcel = await Given.AShipment(app);
        var start = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromDays(1));

        await app.CallBack(PostalApp.Says(parcel.Waybill, "100", start.AddHours(9)));
        await app.CallBack(PostalApp.Says(parcel.Waybill, "80", start.AddHours(3)));
        await app.CallBack(PostalApp.Says(parcel.Waybill, "70", start.AddHours(1)));

        Assert.Equal(
            ["ShipmentCreated", "ShipmentHandedOver", "ShipmentDelivered"],
            await app.Published(parcel.Id)
        );
        var shipment = await app.Get($"/v1/shipments/{parcel.Id}");
        Assert.Equal("delivered", shipment.GetProperty("status").GetString());
        Assert.Equal(
            ["handedOver", "inTransit", "delivered"],
            shipment
                .GetProperty("history")
                .EnumerateArray()
                .Select(h => h.GetProperty("what").GetString())
        );
    }

    [Fact]
    public async Task A_parcel_that_comes_back_says_why()
    {
        var parcel = await Given.AShipment(app);
        foreach (var code in new[] { "70", "91", "161", "170" })
        {
            app.Clock.Advance(TimeSpan.FromHours(1));
            await app.CallBack(PostalApp.Says(parcel.Waybill, code, app.Clock.GetUtcNow()));
        }

        Assert.Equal(
            [
                "ShipmentCreated",
                "ShipmentHandedOver",
                "ShipmentProgressed attempted 1",
                "ShipmentProgressed returning 1",
                "ShipmentReturned",
            ],
            await app.Published(parcel.Id)
        );
        var shipment = await app.Get($"/v1/shipments/{parcel.Id}");
        Assert.Equal("no-one-home", shipment.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_message_signed_with_the_secret_before_is_taken_while_both_are_agreed()
    {
        var parcel = await Given.AShipment(app);

        var answer = await app.CallBack(
            PostalApp.Says(parcel.Waybill, "70", app.Clock.GetUtcNow()),
            secret: PostalApp.OldSecret
        );

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_not_signed_rightly_is_refused_and_leaves_nothing()
    {
        var parcel = await Given.AShipment(app);
        var body = PostalApp.Says(parcel.Waybill, "70", app.Clock.GetUtcNow());
        var before = await Traces();

        var wrong = await app.CallBack(
            body,
            secret: "whsec_d3JvbmctYnV0LWxvbmctZW5vdWdoLXNlY3JldA=="
        );
        var old = await app.CallBack(body, signedAgo: TimeSpan.FromSeconds(301));
        var future = await app.CallBack(body, signedAgo: TimeSpan.FromSeconds(-301));
        using var unsigned = new StringContent(
            "{}",
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
        );
        var none = await app.Anyone()
            .PostAsync(
                new Uri("/v1/carriers/vnpost/callbacks", UriKind.Relative),
                unsigned,
                TestContext.Current.CancellationToken
            );

        await wrong.ShouldBeRefused("signature-invalid", 401);
        await old.ShouldBeRefused("signature-expired", 401);
        await future.ShouldBeRefused("signature-expired", 401);
        await none.ShouldBeRefused("signature-invalid", 401);
        Assert.Equal(before, await Traces());
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_and_leaves_nothing()
    {
        var before = await Traces();
        var at = app.Clock.GetUtcNow();

        await (await app.CallBack("{")).ShouldBeRefused("malformed-json", 400);
        await (await app.CallBack("[]")).ShouldBeRefused("malformed-json", 400);
        await (await app.CallBack("")).ShouldBeRefused("malformed-json", 400);
        await (await app.CallBack(PostalApp.Says("EK123456784VN", "70", at))).ShouldBeRefused(
            "invalid-members",
            400,
            "ItemCode"
        );
        await (await app.CallBack("""{"ItemCode":"EK123456785VN"}""")).ShouldBeRefused(
            "invalid-members",
            400,
            "StatusCode"
        );
        await (
            await app.CallBack(
                """{"ItemCode":"EK123456785VN","StatusCode":"70","StatusDate":"2026-11-23T08:00:00"}"""
            )
        ).ShouldBeRefused("invalid-members", 400, "StatusDate");
        await (await app.CallBack(new { a = new string('x', 21_000) })).ShouldBeRefused(
            "body-too-large",
            413
        );
        await (await app.CallBack("{}", carrier: "pigeon")).ShouldBeRefused("carrier-unknown", 404);
        Assert.Equal(before, await Traces());
    }

    [Fact]
    public async Task An_unknown_item_or_code_is_refused_each_time_and_kept_once_for_a_person()
    {
        var parcel = await Given.AShipment(app);
        var stranger = PostalApp.Says("RN473124829GB", "70", app.Clock.GetUtcNow());
        var riddle = PostalApp.Says(parcel.Waybill, "777", app.Clock.GetUtcNow());

        await (await app.CallBack(stranger, "msg_s")).ShouldBeRefused("waybill-unknown", 404);
        await (await app.CallBack(stranger, "msg_s")).ShouldBeRefused("waybill-unknown", 404);
        await (await app.CallBack(riddle)).ShouldBeRefused("carrier-code-unknown", 422);

        var admin = app.Officer("admin-1", "hoan-kiem", Contracts.OfficerRole.Administrator);
        var items = (await app.Get("/v1/open-items", admin))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        Assert.Single(items, i => i.GetProperty("kind").GetString() == "unknown-waybill");
        Assert.Single(items, i => i.GetProperty("kind").GetString() == "unknown-code");
        Assert.Equal(["ShipmentCreated"], await app.Published(parcel.Id));
        Assert.Equal(
            0,
            await app.Scalar<long>(
                "select count(*) from webhook_receipt where webhook_id = 'msg_s'"
            )
        );
    }

    [Fact]
    public async Task The_second_carrier_speaks_in_international_codes()
    {
        var parcel = await Given.AShipment(app, agency: "cua-nam");
        Assert.StartsWith("RK", parcel.Waybill, StringComparison.Ordinal);

        foreach (var code in new[] { "EMA", "EMC", "EMH", "EMI" })
        {
            app.Clock.Advance(TimeSpan.FromHours(1));
            var body = new
            {
                eventId = $"{parcel.Waybill}-{code}",
                trackingNumber = parcel.Waybill,
                eventCode = code,
                occurredAt = app.Clock.GetUtcNow().ToString("O"),
            };
            var answer = await app.CallBack(body, carrier: "buu-chinh");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal("ShipmentDelivered", (await app.Published(parcel.Id))[^1]);
    }

    private async Task<string?> Traces() =>
        await app.Scalar<string>(
            """
            select concat_ws(' ', (select count(*) from carrier_event), (select count(*) from webhook_receipt),
                (select count(*) from open_item), (select count(*) from event_log), (select sum(version) from shipment))
            """
        );
}

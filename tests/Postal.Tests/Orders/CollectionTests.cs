using System.Net.Http.Json;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;

namespace HoanKiem.Postal.Tests.Orders;

public sealed class CollectionTests(PostalApp app) : IClassFixture<PostalApp>
{
    [Fact]
    public async Task A_dossier_by_post_is_ordered_fetched_and_handed_over_at_the_office()
    {
        var order = await Given.ACollection(app);
        Assert.Equal(["CollectionOrdered"], await app.Published(order.Id));

        await app.Until(
            "the carrier has handed it over",
            async () => (await app.Published(order.Id)).Length > 1,
            step: TimeSpan.FromMinutes(10)
        );

        Assert.Equal(["CollectionOrdered", "DossierCollected"], await app.Published(order.Id));
        Assert.Equal("collected", await StatusOf(order));
    }

    [Fact]
    public async Task The_second_carrier_fetches_too()
    {
        var order = await Given.ACollection(app, agency: "cua-nam");

        await app.Until(
            "the carrier has handed it over",
            async () => (await app.Published(order.Id)).Length > 1,
            step: TimeSpan.FromMinutes(10)
        );

        Assert.Equal("DossierCollected", (await app.Published(order.Id))[^1]);
    }

    [Fact]
    public async Task A_dossier_taken_back_before_anyone_was_told_is_never_ordered_at_the_carrier()
    {
        var order = await Given.ACollection(app);

        await app.Deliver(new DossierWithdrawn(order.DossierId, 2, app.Clock.GetUtcNow(), null));
        await app.Deliver(new DossierWithdrawn(order.DossierId, 2, app.Clock.GetUtcNow(), null));

        Assert.Equal("cancelled", await StatusOf(order));
        // Another order that comes later reaches the carrier: the sender has been round since.
        var later = await Given.ACollection(app);
        await app.Until("the later one is booked", async () => await Known(later.Waybill));
        Assert.False(await Known(order.Waybill));
    }

    [Fact]
    public async Task A_dossier_taken_back_after_the_order_is_cancelled_at_the_carrier()
    {
        var order = await Given.ACollection(app);
        await app.Until("the carrier has the order", async () => await Known(order.Waybill));
        await app.Until("the answer is noted", async () => await Booking(order.Id) == "Booked");

        await app.Deliver(new DossierWithdrawn(order.DossierId, 2, app.Clock.GetUtcNow(), null));

        await app.Until(
            "it is cancelled there",
            async () => await Booking(order.Id) == "Cancelled"
        );
        var item = await app.Carrier.GetFromJsonAsync<System.Text.Json.JsonElement>(
            $"/control/items/{order.Waybill}",
            TestContext.Current.CancellationToken
        );
        Assert.NotEqual(
            System.Text.Json.JsonValueKind.Null,
            item.GetProperty("cancelledAt").ValueKind
        );
    }

    [Fact]
    public async Task A_collection_that_the_carrier_cancels_waits_for_a_person()
    {
        var order = await Given.ACollection(app);

        await app.CallBack(PostalApp.Says(order.Waybill, "4", app.Clock.GetUtcNow()));
        await app.CallBack(PostalApp.Says(order.Waybill, "3", app.Clock.GetUtcNow()));

        Assert.Equal("cancelled", await StatusOf(order));
        Assert.Equal(["CollectionOrdered"], await app.Published(order.Id));
        var kinds = (await app.Get("/v1/open-items"))
            .GetProperty("items")
            .EnumerateArray()
            .Where(i =>
                i.GetProperty("itemId").ValueKind != System.Text.Json.JsonValueKind.Null
                && i.GetProperty("itemId").GetGuid() == order.Id
            )
            .Select(i => i.GetProperty("kind").GetString())
            .Order(StringComparer.Ordinal);
        Assert.Equal(["collection-failed", "contradicting-end"], kinds);
    }

    [Fact]
    public async Task The_same_submission_again_is_one_order()
    {
        await Given.Agency(app, "hoan-kiem");
        var dossier = Guid.CreateVersion7(app.Clock.GetUtcNow());
        var submitted = Given.Submitted(app, dossier, Channel.Post);

        await app.Deliver(submitted);
        await app.Deliver(submitted);

        Assert.Equal(
            1,
            await app.Scalar<long>(
                $"select count(*) from collection_order where dossier_id = '{dossier}'"
            )
        );
    }

    private async Task<string?> StatusOf(Given.Parcel order) =>
        (await app.Get($"/v1/orders?dossier={order.DossierId}"))
            .GetProperty("items")[0]
            .GetProperty("status")
            .GetString();

    private Task<string?> Booking(Guid id) =>
        app.Scalar<string>($"select status from booking where id = '{id}'");

    private async Task<bool> Known(string waybill) =>
        (
            await app.Carrier.GetAsync(
                $"/control/items/{waybill}",
                TestContext.Current.CancellationToken
            )
        ).IsSuccessStatusCode;
}

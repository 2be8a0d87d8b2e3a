using System.Net;
using HoanKiem.Contracts;
using HoanKiem.Testing;
using UglyToad.PdfPig;

namespace HoanKiem.Postal.Tests.Shipments;

public sealed class CreateShipmentOnDossierResolvedTests(PostalApp app) : IClassFixture<PostalApp>
{
    [Fact]
    public async Task A_result_by_post_becomes_a_parcel_with_a_number_a_label_and_a_booking()
    {
        var parcel = await Given.AShipment(app);

        var shipment = await app.Get($"/v1/shipments/{parcel.Id}");
        Assert.Equal("created", shipment.GetProperty("status").GetString());
        Assert.Equal(25_000, shipment.GetProperty("cashOnDelivery").GetInt64());
        Assert.StartsWith(
            "H26.61-",
            shipment.GetProperty("dossierLabel").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(["ShipmentCreated"], await app.Published(parcel.Id));

        var label = await app.Clerk.GetAsync(
            $"/v1/shipments/{parcel.Id}/label",
            TestContext.Current.CancellationToken
        );
        Assert.Equal("application/pdf", label.Content.Headers.ContentType?.MediaType);
        using var pdf = PdfDocument.Open(
            await label.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
        );
        var text = string.Join(' ', pdf.GetPage(1).GetWords().Select(word => word.Text))
            .Normalize();
        Assert.Contains(Given.Recipient, text, StringComparison.Ordinal);
        Assert.Contains("UBND phường Hoàn Kiếm", text, StringComparison.Ordinal);

        await app.Until(
            "the carrier has the order",
            async () =>
                (
                    await app.Carrier.GetAsync(
                        $"/control/items/{parcel.Waybill}",
                        TestContext.Current.CancellationToken
                    )
                ).IsSuccessStatusCode
        );
        await app.Until(
            "the booking is answered",
            async () =>
                (await app.Get($"/v1/shipments/{parcel.Id}")).GetProperty("booking").GetString()
                == "booked"
        );
    }

    [Fact]
    public async Task The_same_event_again_makes_no_second_parcel()
    {
        await Given.Agency(app, "hoan-kiem");
        var dossier = Guid.CreateVersion7(app.Clock.GetUtcNow());
        var resolved = Given.Resolved(app, dossier) with { Sequence = 1 };
        var message = Guid.CreateVersion7(app.Clock.GetUtcNow());

        await app.Deliver(resolved, message);
        await app.Deliver(resolved, message);
        await app.Deliver(resolved);

        Assert.Equal(
            1,
            await app.Scalar<long>($"select count(*) from shipment where dossier_id = '{dossier}'")
        );
    }

    [Fact]
    public async Task An_event_ahead_of_its_turn_waits_for_the_ones_before()
    {
        await Given.Agency(app, "hoan-kiem");
        var dossier = Guid.CreateVersion7(app.Clock.GetUtcNow());

        await app.Deliver(Given.Resolved(app, dossier));
        Assert.Equal(0, await Parcels(dossier));
        await app.Deliver(Given.Accepted(app, dossier));
        await app.Deliver(Given.Submitted(app, dossier));

        Assert.Equal(1, await Parcels(dossier));
    }

    [Fact]
    public async Task A_result_over_the_counter_is_no_matter_of_the_post()
    {
        var dossier = Guid.CreateVersion7(app.Clock.GetUtcNow());

        await app.Deliver(Given.Resolved(app, dossier, Delivery.Counter) with { Sequence = 1 });

        Assert.Equal(0, await Parcels(dossier));
    }

    [Fact]
    public async Task A_result_by_post_without_an_address_waits_for_a_person()
    {
        var dossier = Guid.CreateVersion7(app.Clock.GetUtcNow());

        await app.Deliver(Given.Submitted(app, dossier));
        await app.Deliver(Given.Accepted(app, dossier));
        await app.Deliver(Given.Resolved(app, dossier, withRecipient: false));

        var items = await app.Get("/v1/open-items");
        Assert.Contains(
            items.GetProperty("items").EnumerateArray(),
            item => item.GetProperty("kind").GetString() == "recipient-unreadable"
        );
    }

    [Fact]
    public async Task An_empty_pool_waits_for_a_person_and_the_parcel_is_numbered_when_it_is_filled()
    {
        var dossier = Guid.CreateVersion7(app.Clock.GetUtcNow());
        await app.Deliver(Given.Submitted(app, dossier, agency: "ba-dinh"));
        await app.Deliver(Given.Accepted(app, dossier, "ba-dinh"));
        await app.Deliver(Given.Resolved(app, dossier, agency: "ba-dinh"));
        var clerk = app.Officer("clerk-ba-dinh", "ba-dinh");
        var found = (await app.Get($"/v1/shipments?dossier={dossier}", clerk)).GetProperty("items")[
            0
        ];
        var id = found.GetProperty("id").GetGuid();

        Assert.Equal(1, (await app.Get("/v1/open-items", clerk)).GetProperty("count").GetInt64());
        Assert.Empty(await app.Published(id));
        await (
            await clerk.GetAsync($"/v1/shipments/{id}/label", TestContext.Current.CancellationToken)
        ).ShouldBeRefused("waybill-missing", 422);

        await Given.Agency(app, "ba-dinh");
        await app.Until(
            "the parcel has a number",
            async () => (await app.Published(id)).Length > 0
        );

        Assert.Equal(["ShipmentCreated"], await app.Published(id));
        var waits = await app.Get("/v1/open-items", clerk);
        Assert.Equal(0, waits.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Two_agencies_never_get_the_same_number()
    {
        await Given.Agency(app, "hong-ha");
        await Given.Agency(app, "hoan-kiem");
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    app.Deliver(
                        Given.Resolved(
                            app,
                            Guid.NewGuid(),
                            agency: i % 2 == 0 ? "hong-ha" : "hoan-kiem"
                        ) with
                        {
                            Sequence = 1,
                        }
                    )
                )
        );

        Assert.Equal(
            0,
            await app.Scalar<long>(
                "select count(*) - count(distinct waybill) from shipment where waybill is not null"
            )
        );
    }

    [Fact]
    public async Task Only_the_owner_and_the_agencies_that_handle_it_see_a_parcel()
    {
        var parcel = await Given.AShipment(app, owner: "citizen-7");
        var url = $"/v1/shipments/{parcel.Id}";

        Assert.Equal(HttpStatusCode.OK, await Status(app.Citizen("citizen-7"), url));
        Assert.Equal(HttpStatusCode.NotFound, await Status(app.Citizen("citizen-8"), url));
        Assert.Equal(HttpStatusCode.NotFound, await Status(app.Officer("clerk-x", "hong-ha"), url));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(app.Anyone(), url));
        Assert.Equal(
            HttpStatusCode.Forbidden,
            await Status(app.Citizen("citizen-7"), url + "/label")
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            await Status(app.Officer("clerk-x", "hong-ha"), url + "/label")
        );
        var list = await app.Get("/v1/shipments", app.Citizen("citizen-8"));
        Assert.Equal(0, list.GetProperty("count").GetInt64());
    }

    private Task<long> Parcels(Guid dossier) =>
        app.Scalar<long>($"select count(*) from shipment where dossier_id = '{dossier}'")!;

    private static async Task<HttpStatusCode> Status(HttpClient client, string url) =>
        (await client.GetAsync(url, TestContext.Current.CancellationToken)).StatusCode;
}

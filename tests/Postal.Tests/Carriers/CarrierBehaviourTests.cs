using System.Net.Http.Json;
using System.Text.Json;

namespace HoanKiem.Postal.Tests.Carriers;

/// <summary>Parcels on their whole way through the simulated carrier, whatever it does with its messages.</summary>
public sealed class CarrierBehaviourTests(PostalApp app) : IClassFixture<PostalApp>
{
    [Theory]
    [InlineData("deliver", "hoan-kiem", "delivered")]
    [InlineData("twice", "hoan-kiem", "delivered")]
    [InlineData("shuffled", "cua-nam", "delivered")]
    [InlineData("return", "hoan-kiem", "returned")]
    [InlineData("lose", "cua-nam", "lost")]
    [InlineData("silent", "hoan-kiem", "delivered")]
    public async Task A_parcel_ends_where_it_ended_and_everything_is_said_once(
        string behaviour,
        string agency,
        string end
    )
    {
        var control = await app.Carrier.PostAsJsonAsync(
            "/control",
            new { next = new[] { behaviour } },
            TestContext.Current.CancellationToken
        );
        control.EnsureSuccessStatusCode();
        var parcel = await Given.AShipment(app, agency);
        var clerk = app.Officer("clerk-of-" + agency, agency);
        await app.Until(
            "it is booked",
            async () => (await Shipment()).GetProperty("booking").GetString() == "booked"
        );

        await app.Until(
            $"a parcel of which the carrier will {behaviour} is {end}",
            async () => (await Shipment()).GetProperty("status").GetString() == end,
            step: TimeSpan.FromHours(3)
        );
        await app.Until(
            "everything was told",
            async () => await Waiting() == 0,
            step: TimeSpan.FromHours(3)
        );

        var published = await app.Published(parcel.Id);
        Assert.Equal(published.Distinct(), published);
        Assert.Equal("ShipmentCreated", published[0]);
        Assert.Equal("ShipmentHandedOver", published[1]);
        Assert.Single(
            published,
            name => name is "ShipmentDelivered" or "ShipmentReturned" or "ShipmentLost"
        );

        async Task<JsonElement> Shipment() => await app.Get($"/v1/shipments/{parcel.Id}", clerk);
    }

    private async Task<int> Waiting() =>
        (
            await app.Carrier.GetFromJsonAsync<JsonElement>(
                "/control",
                TestContext.Current.CancellationToken
            )
        )
            .GetProperty("waiting")
            .GetInt32();
}

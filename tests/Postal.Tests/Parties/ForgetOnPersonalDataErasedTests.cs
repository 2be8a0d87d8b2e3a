using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Postal.Tests.Parties;

public sealed class ForgetOnPersonalDataErasedTests(PostalApp app) : IClassFixture<PostalApp>
{
    [Fact]
    public async Task Name_and_address_go_and_the_parcel_stays()
    {
        var parcel = await Given.AShipment(app);
        var before = await app.Get($"/v1/shipments/{parcel.Id}");
        var dossier = before.GetProperty("dossierId").GetGuid();
        var next =
            1
            + await app.Scalar<long>(
                $"select max(sequence) from cursor where aggregate = '{dossier}'"
            );

        await app.Deliver(new PersonalDataErased(dossier, next, app.Clock.GetUtcNow()));

        Assert.Equal(
            "erased",
            await app.Scalar<string>($"select sealed from party where dossier_id = '{dossier}'")
        );
        var after = await app.Get($"/v1/shipments/{parcel.Id}");
        foreach (var member in (string[])["waybill", "createdAt", "dossierLabel"])
            Assert.Equal(
                before.GetProperty(member).ToString(),
                after.GetProperty(member).ToString()
            );
        Assert.Equal(
            422,
            (int)(await app.Clerk.Get($"/v1/shipments/{parcel.Id}/label")).StatusCode
        );
    }
}

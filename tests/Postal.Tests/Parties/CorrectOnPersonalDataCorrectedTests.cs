using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Postal.Tests.Parties;

public sealed class CorrectOnPersonalDataCorrectedTests(PostalApp app) : IClassFixture<PostalApp>
{
    [Fact]
    public async Task The_parcel_has_the_right_address_until_it_is_erased()
    {
        var parcel = await Given.AShipment(app);
        var dossier = (await app.Get($"/v1/shipments/{parcel.Id}"))
            .GetProperty("dossierId")
            .GetGuid();
        var next =
            1
            + await app.Scalar<long>(
                $"select max(sequence) from cursor where aggregate = '{dossier}'"
            );

        await app.Deliver(
            new PersonalDataCorrected(dossier, next, app.Clock.GetUtcNow(), "v2.anew")
        );
        Assert.Equal("v2.anew", await Sealed(dossier));

        // Only the name was wrong, of a dossier that is fetched at the counter: nothing is said of an address.
        await app.Deliver(
            new PersonalDataCorrected(dossier, next + 1, app.Clock.GetUtcNow(), null)
        );
        Assert.Equal("v2.anew", await Sealed(dossier));

        await app.Deliver(new PersonalDataErased(dossier, next + 2, app.Clock.GetUtcNow()));
        await app.Deliver(
            new PersonalDataCorrected(dossier, next + 3, app.Clock.GetUtcNow(), "v2.late")
        );
        Assert.Equal("erased", await Sealed(dossier));
    }

    private Task<string?> Sealed(Guid dossier) =>
        app.Scalar<string>($"select sealed from party where dossier_id = '{dossier}'");
}

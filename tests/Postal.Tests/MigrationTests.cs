using HoanKiem.Postal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Postal.Tests;

public sealed class MigrationTests(QuietPostalApp app) : IClassFixture<QuietPostalApp>
{
    [Fact]
    public void The_migrations_say_what_the_model_says()
    {
        using var scope = app.Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<PostalDb>();
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Migrating_again_loses_nothing()
    {
        var parcel = await Given.AShipment(app);

        await app.MigrateAgain();

        Assert.Equal(
            1,
            await app.Scalar<long>($"select count(*) from shipment where id = '{parcel.Id}'")
        );
        Assert.Equal(38, await app.Scalar<long>("select count(*) from carrier_code"));
    }

    [Fact]
    public async Task Addressees_are_sealed_and_behind_forced_row_level_security()
    {
        await Given.AShipment(app);

        Assert.True(
            await app.Scalar<bool>(
                "select relforcerowsecurity from pg_class where relname = 'party'"
            )
        );
        Assert.False(await app.Scalar<bool>("select bool_or(sealed like '%Nguy%') from party"));
    }

    [Fact]
    public Task Every_table_is_under_row_level_security_or_approved() =>
        app.EveryTableIsLookedAfter();
}

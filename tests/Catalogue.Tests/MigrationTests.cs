using HoanKiem.Catalogue.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Catalogue.Tests;

[Collection(nameof(SeededCatalogue))]
public sealed class MigrationTests(SeededCatalogue app)
{
    [Fact]
    public void The_migrations_say_what_the_model_says()
    {
        using var scope = app.Services.CreateScope();
        Assert.False(
            scope
                .ServiceProvider.GetRequiredService<CatalogueDb>()
                .Database.HasPendingModelChanges()
        );
    }

    [Fact]
    public async Task Migrating_again_loses_nothing()
    {
        await app.Get("/v1/procedures?limit=1");
        var before = await app.Scalar<long>("select count(*) from procedure_version");
        await app.MigrateAgain();
        Assert.Equal(before, await app.Scalar<long>("select count(*) from procedure_version"));
        Assert.True(before > 319);
    }

    [Fact]
    public Task Every_table_is_under_row_level_security_or_approved() =>
        app.EveryTableIsLookedAfter();
}

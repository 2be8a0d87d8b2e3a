using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Routing.Tests;

public sealed class MigrationTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    [Fact]
    public async Task Migrations_come_up_from_empty_twice_and_nothing_is_pending()
    {
        await app.MigrateAgain();
        using var scope = app.Services.CreateScope();
        scope.ServiceProvider.UseWorkerLogin();
        var db = scope.ServiceProvider.GetRequiredService<RoutingDb>();
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Equal(0, await db.Cases.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_is_kept_as_JSON_cannot_be_changed_in_place()
    {
        using var scope = app.Services.CreateScope();
        var values = scope
            .ServiceProvider.GetRequiredService<RoutingDb>()
            .Model.GetEntityTypes()
            .SelectMany(entity => entity.GetProperties())
            .Where(property => property.GetColumnType() == "jsonb")
            .ToList();
        Assert.NotEmpty(values);
        Assert.Empty(values.SelectMany(value => Immutable.Changeable(value.ClrType)));
    }

    [Fact]
    public Task Every_table_is_under_row_level_security_or_approved() =>
        app.EveryTableIsLookedAfter();
}

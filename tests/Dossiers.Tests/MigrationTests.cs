using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Dossiers.Tests;

public sealed class MigrationTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    [Fact]
    public async Task The_migrations_make_the_model_from_nothing_and_may_run_again()
    {
        await app.MigrateAgain();
        using var scope = app.Services.CreateScope();
        scope.ServiceProvider.UseWorkerLogin();
        var db = scope.ServiceProvider.GetRequiredService<DossiersDb>();
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Dossiers.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_is_kept_as_JSON_cannot_be_changed_in_place()
    {
        using var scope = app.Services.CreateScope();
        var values = scope
            .ServiceProvider.GetRequiredService<DossiersDb>()
            .Model.GetEntityTypes()
            .SelectMany(entity => entity.GetProperties())
            .Where(property => property.GetColumnType() == "jsonb")
            .ToList();
        Assert.NotEmpty(values);
        Assert.Empty(values.SelectMany(value => Immutable.Changeable(value.ClrType)));
    }

    [Fact]
    public void What_is_handled_and_in_which_order_is_approved() =>
        Approved.Match(
            "Approved/handlers.txt",
            string.Join('\n', app.Services.GetRequiredService<ServiceMessaging>().Describe())
        );

    [Fact]
    public Task Every_table_is_under_row_level_security_or_approved() =>
        app.EveryTableIsLookedAfter();
}

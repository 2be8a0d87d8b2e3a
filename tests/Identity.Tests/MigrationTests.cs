using HoanKiem.Identity.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Identity.Tests;

public sealed class MigrationTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task The_migrations_make_the_model_from_nothing_and_may_run_again()
    {
        await app.MigrateAgain();
        using var scope = app.Services.CreateScope();

        Assert.False(
            scope.ServiceProvider.GetRequiredService<IdentityDb>().Database.HasPendingModelChanges()
        );
    }

    [Fact]
    public Task Every_table_is_under_row_level_security_or_approved() =>
        app.EveryTableIsLookedAfter();
}

using HoanKiem.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed class MigrateTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task Two_migrations_at_once_and_again_do_no_harm()
    {
        await Task.WhenAll(app.MigrateAgain(), app.MigrateAgain());

        Assert.Equal(
            2,
            await app.Scalar<long>("""select count(*) from "__EFMigrationsHistory" """)
        );
    }

    [Fact]
    public async Task The_login_of_requests_owns_nothing_and_cannot_pass_by_row_level_security()
    {
        Assert.Equal(
            1,
            await app.Scalar<long>(
                "select count(*) from pg_roles where rolname = 'sampledb_app' and rolcanlogin and not rolsuper and not rolbypassrls and not rolcreaterole and not rolcreatedb"
            )
        );
        Assert.Equal(
            0,
            await app.Scalar<long>(
                "select count(*) from pg_tables where schemaname = 'public' and tableowner <> 'sampledb_owner'"
            )
        );
        Assert.True(
            await app.Scalar<bool>(
                "select relforcerowsecurity from pg_class where relname = 'thing'"
            )
        );
    }

    [Fact]
    public Task Every_table_is_under_row_level_security_or_approved() =>
        app.EveryTableIsLookedAfter();
}

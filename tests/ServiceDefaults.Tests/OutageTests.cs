using System.Net;
using HoanKiem.Testing;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed class OutageTests(SampleApp app) : IClassFixture<SampleApp>
{
    private const string Url = "/v1/things";

    [Fact]
    public async Task Without_its_database_a_service_asks_to_be_asked_again_and_the_same_key_succeeds_later()
    {
        var citizen = app.Citizen("patient");
        var thing = new { title = "Khai sinh", agency = "hang-bac" };
        await Away(true);

        var refused = await citizen.PostJson(Url, thing, "outage-1");
        await refused.ShouldBeRefused("temporarily-unavailable", 503);
        Assert.Equal("1", refused.Headers.RetryAfter?.ToString());
        await (await citizen.Get(Url)).ShouldBeRefused("temporarily-unavailable", 503);

        await Away(false);
        var made = await Eventually.Be(
            "the database is back",
            () => citizen.PostJson(Url, thing, "outage-1"),
            answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(
            1,
            await app.Scalar<long>("select count(*) from thing where owner_subject = 'patient'")
        );
    }

    [Fact]
    public async Task Who_meets_another_at_a_unique_index_has_lost_a_race_and_found_no_fault()
    {
        await app.Scalar<object>("create unique index on thing (title)");
        var citizen = app.Citizen("racing");
        var thing = new { title = "Chỉ một lần", agency = "hang-bac" };
        await citizen.PostJson(Url, thing, "race-1");

        await (await citizen.PostJson(Url, thing, "race-2")).ShouldBeRefused("conflict", 409);
    }

    // Nobody gets in, and who is in is thrown out: to the service that is a server which dies and stays away.
    private async Task Away(bool away)
    {
        var database = new NpgsqlConnectionStringBuilder(app.ConnectionString);
        var name = database.Database;
        (database.Database, database.Pooling) = ("postgres", false);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        string[] orders =
        [
            $"alter database {name} allow_connections {!away}",
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'",
        ];
        foreach (var order in orders)
        {
#pragma warning disable CA2100 // the test's own text
            await using var command = new NpgsqlCommand(order, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}

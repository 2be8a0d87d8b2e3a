using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.Messaging.Tests;

/// <summary>The real migrate command and the real logins: what each may do with messaging's tables.</summary>
public sealed class RolesTests(RolesTests.Migrated migrated) : IClassFixture<RolesTests.Migrated>
{
    private readonly TestDatabase _database = migrated.Database;
    private readonly WebApplication _reporting = migrated.Reporting;

    [Fact]
    public async Task The_worker_handles_events_and_migrating_again_harms_nothing()
    {
        var pipeline = _reporting.Services.GetRequiredService<InboxPipeline>();
        var petition = Guid.NewGuid();
        Assert.Equal(
            DeliveryOutcome.Held,
            await pipeline.DeliverAsync(Petitions.Accepted(petition, 2), ct: Ct)
        );

        Assert.True(await _reporting.RunMigrateCommandAsync<TestDb>(["migrate"], Ct));

        Assert.Equal(
            DeliveryOutcome.Applied,
            await pipeline.DeliverAsync(Petitions.Accepted(petition, 1), ct: Ct)
        );
        Assert.Equal(2, await _database.ReadAsync<long>("select count(*) from note"));
    }

    [Theory]
    [InlineData(DatabaseLogin.App, "update event_log set body = ''")]
    [InlineData(DatabaseLogin.Worker, "update event_log set body = ''")]
    [InlineData(DatabaseLogin.Worker, "delete from event_log")]
    [InlineData(DatabaseLogin.App, "insert into event_log_other select * from event_log")]
    [InlineData(
        DatabaseLogin.App,
        "insert into inbox (message_id, queue, handled_at) values (gen_random_uuid(), 'q', now())"
    )]
    [InlineData(DatabaseLogin.App, "select messaging_keep_partitions(now())")]
    public async Task What_was_said_and_heard_is_not_to_be_changed(DatabaseLogin login, string sql)
    {
        await using var command = Source(login).CreateCommand(sql);

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            command.ExecuteNonQueryAsync(Ct)
        );

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_worker_keeps_the_partitions()
    {
        await using var command = Source(DatabaseLogin.Worker)
            .CreateCommand("select messaging_keep_partitions(now() + interval '3 months')");
        await command.ExecuteNonQueryAsync(Ct);

        Assert.Equal(
            17,
            await _database.ReadAsync<long>(
                "select count(*) from pg_inherits where inhparent = 'event_log'::regclass and inhrelid::regclass::text ~ '[0-9]{6}$'"
            )
        );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Source(DatabaseLogin login) =>
        _reporting.Services.GetRequiredKeyedService<NpgsqlDataSource>(login);

    /// <summary>Reporting, migrated once.</summary>
    public sealed class Migrated : IAsyncLifetime
    {
        internal TestDatabase Database { get; private set; } = null!;

        internal WebApplication Reporting { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Database = await TestDatabase.CreateAsync(empty: true);
            var builder = WebApplication.CreateBuilder(
                new WebApplicationOptions { EnvironmentName = "Development" }
            );
            builder.Logging.ClearProviders();
            builder.Configuration["Messaging:Transport"] = "None";
            builder.Configuration[
                $"ConnectionStrings:{ResourceNames.DatabaseOf(ResourceNames.Reporting)}"
            ] = Database.ConnectionString;
            builder.AddServiceDefaults(ResourceNames.Reporting);
            builder.AddServiceDatabase<TestDb>(ResourceNames.Reporting);
            builder.Services.AddSingleton<Trouble>();
            builder.AddMessaging<TestDb>(ResourceNames.Reporting, TestService.ReportPetitions);
            Reporting = builder.Build();
            Assert.True(await Reporting.RunMigrateCommandAsync<TestDb>(["migrate"], Ct));
            await Database.ExecuteAsync(
                "set role reportingdb_owner; " + Note.Table + "; reset role"
            );
        }

        public async ValueTask DisposeAsync()
        {
            await Reporting.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}

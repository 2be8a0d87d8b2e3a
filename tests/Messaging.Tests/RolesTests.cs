using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Messaging.Tests;

/// <summary>The real migrate command and the real logins: what each may do with messaging's tables.</summary>
public sealed class RolesTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private WebApplication _reporting = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(empty: true);
        _reporting = Build("migrate");
        Assert.True(await _reporting.RunMigrateCommandAsync<TestDb>(["migrate"], Ct));
        await _database.ExecuteAsync("set role reportingdb_owner; " + Note.Table + "; reset role");
    }

    public async ValueTask DisposeAsync()
    {
        await _reporting.DisposeAsync();
        await _database.DisposeAsync();
    }

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
    public async Task The_worker_keeps_the_partitions_and_drops_what_the_inbox_may_forget()
    {
        var old = DateTimeOffset.UnixEpoch.AddYears(60);
        await _database.ExecuteAsync($"select messaging_keep_partitions('{old:O}')");
        var petition = Guid.NewGuid();
        await _database.ExecuteAsync(
            $"insert into inbox (message_id, queue, handled_at) values (messaging_uuid_at('{old:O}'), 'reporting.from-feedback', '{old:O}')"
        );

        await using var command = Source(DatabaseLogin.Worker)
            .CreateCommand($"select messaging_keep_partitions('{old.AddDays(120):O}')");
        await command.ExecuteNonQueryAsync(Ct);

        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from inbox"));
        Assert.Equal(1, await _database.ReadAsync<long>("select rows from inbox_tally"));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Source(DatabaseLogin login) =>
        _reporting.Services.GetRequiredKeyedService<NpgsqlDataSource>(login);

    private WebApplication Build(params string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, EnvironmentName = "Development" }
        );
        builder.Configuration["Messaging:Transport"] = "None";
        builder.Configuration[
            $"ConnectionStrings:{ResourceNames.DatabaseOf(ResourceNames.Reporting)}"
        ] = _database.ConnectionString;
        builder.AddServiceDefaults(ResourceNames.Reporting);
        builder.AddServiceDatabase<TestDb>(ResourceNames.Reporting);
        builder.Services.AddSingleton<Trouble>();
        builder.AddMessaging<TestDb>(ResourceNames.Reporting, TestService.ReportPetitions);
        return builder.Build();
    }
}

using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Messaging.Tests;

/// <summary>What a service says is committed with its effect.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private readonly Guid _petition = Guid.NewGuid();
    private TestDatabase _database = null!;
    private TestService _feedback = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _feedback = await TestService.StartAsync(
            ResourceNames.Feedback,
            _database.ConnectionString
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _feedback.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_event_is_in_the_log_and_in_the_outbox_after_save_changes()
    {
        await _feedback.SaveAsync(services =>
            services.GetRequiredService<IOutbox>().Publish(Petitions.Resolved(_petition, 1))
        );

        var logged = Assert.Single(
            await _feedback.ReadAsync(db => EventLog.ReadAsync(db, _petition))
        );
        Assert.True(logged.Is<PetitionResolved>());
        Assert.Equal(Petitions.Resolved(_petition, 1), logged.As<PetitionResolved>());
        Assert.Equal("HoanKiem.Contracts.Feedback.V1:PetitionResolved", logged.Type);
        Assert.Equal(1, logged.Sequence);
        Assert.Equal(7, logged.EventId.Version);
        Assert.Equal(
            logged.EventId,
            await _database.ReadAsync<Guid>("select event_id from outbox")
        );
    }

    [Fact]
    public async Task Nothing_is_said_when_save_changes_fails()
    {
        await Assert.ThrowsAsync<DbUpdateException>(() =>
            _feedback.SaveAsync(services =>
            {
                services.GetRequiredService<IOutbox>().Publish(Petitions.Resolved(_petition, 1));
                services
                    .GetRequiredService<TestDb>()
                    .Add(new Note { Subject = null!, By = "nobody" });
            })
        );

        Assert.Empty(await _feedback.ReadAsync(db => EventLog.ReadAsync(db)));
        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from outbox"));
    }

    [Fact]
    public async Task The_relay_looks_after_a_commit_that_says_something_and_after_no_other()
    {
        var signal = _feedback.Services.GetRequiredService<RelaySignal>();

        await _feedback.SaveAsync(services =>
            services.GetRequiredService<TestDb>().Add(new Note { Subject = "note", By = "nobody" })
        );
        Assert.False(await IsAwake());

        await _feedback.SaveAsync(services =>
            services.GetRequiredService<IOutbox>().Publish(Petitions.Resolved(_petition, 1))
        );
        Assert.True(await IsAwake());

        await using var scope = _feedback.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TestDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        scope
            .ServiceProvider.GetRequiredService<IOutbox>()
            .Publish(Petitions.Resolved(_petition, 2));
        await db.SaveChangesAsync(Ct);
        Assert.False(await IsAwake());
        await transaction.CommitAsync(Ct);
        Assert.True(await IsAwake());

        // It is woken before a commit returns: there is nothing to wait for.
        Task<bool> IsAwake() => signal.WaitAsync(TimeSpan.Zero, Ct);
    }

    [Fact]
    public async Task Events_of_one_commit_keep_their_order()
    {
        await _feedback.SaveAsync(services =>
        {
            var outbox = services.GetRequiredService<IOutbox>();
            for (var sequence = 1; sequence <= 50; sequence++)
                outbox.Publish(Petitions.Accepted(_petition, sequence));
        });

        Assert.Equal(
            string.Join(",", Enumerable.Range(1, 50)),
            await _database.ReadAsync<string>(
                "select string_agg(sequence::text, ',' order by o.id) from outbox o join event_log e using (event_id)"
            )
        );
    }

    [Fact]
    public async Task An_event_of_another_service_cannot_be_said()
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _feedback.SaveAsync(services =>
                services
                    .GetRequiredService<IOutbox>()
                    .Publish(
                        new HoanKiem.Contracts.Identity.V1.MandateRevoked(
                            Guid.NewGuid(),
                            1,
                            DateTimeOffset.UnixEpoch
                        )
                    )
            )
        );
    }

    [Fact]
    public async Task The_schema_may_be_applied_again_and_keeps_partitions_for_a_year_to_come()
    {
        await using var connection = new Npgsql.NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await MessagingSchema.ApplyAsync(connection, TestContext.Current.CancellationToken);

        Assert.Equal(
            14,
            await _database.ReadAsync<long>(
                "select count(*) from pg_inherits where inhparent = 'event_log'::regclass and inhrelid::regclass::text <> 'event_log_other'"
            )
        );
        await _feedback.SaveAsync(services =>
            services.GetRequiredService<IOutbox>().Publish(Petitions.Resolved(_petition, 1))
        );
        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from event_log_other"));
    }

    [Fact]
    public async Task The_inbox_forgets_whole_months_and_keeps_their_sums()
    {
        await _database.ExecuteAsync(
            """
            select messaging_keep_partitions('2030-01-10Z');
            insert into inbox (message_id, queue, handled_at) values (messaging_uuid_at('2030-01-10Z'), 'q', '2030-01-10Z');
            select messaging_keep_partitions('2030-03-07Z');
            """
        );
        Assert.Equal(1, await _database.ReadAsync<long>("select count(*) from inbox"));

        await _database.ExecuteAsync("select messaging_keep_partitions('2030-03-09Z')");

        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from inbox"));
        Assert.Equal(1, await _database.ReadAsync<long>("select rows from inbox_tally"));
    }

    [Fact]
    public async Task A_month_without_a_partition_of_its_own_loses_nothing()
    {
        await _database.ExecuteAsync(
            """
            insert into inbox (message_id, queue, handled_at) values (messaging_uuid_at('2031-01-10Z'), 'q', '2031-01-10Z');
            select messaging_keep_partitions('2031-01-20Z');
            """
        );

        Assert.Equal(1, await _database.ReadAsync<long>("select count(*) from inbox"));
        Assert.Equal(
            "inbox_203102",
            await _database.ReadAsync<string>("select to_regclass('inbox_203102')::text")
        );
    }
}

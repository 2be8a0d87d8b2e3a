using HoanKiem.Contracts;
using HoanKiem.Testing;
using Npgsql;

namespace HoanKiem.Messaging.Tests;

/// <summary>The list of errors says what cannot be handled: nothing that was handled since, and nothing that was never tried.</summary>
public sealed class ErrorListTests : IAsyncLifetime
{
    private const string Queue = "reporting.from-feedback";
    private readonly Guid _petition = Guid.NewGuid();
    private readonly Guid[] _messages =
    [
        .. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()),
    ];
    private TestDatabase _database = null!;
    private TestService _reporting = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _reporting = await TestService.StartAsync(
            ResourceNames.Reporting,
            _database.ConnectionString,
            configure: TestService.ReportPetitions
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _reporting.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_came_again_and_was_handled_is_struck_from_the_list()
    {
        await ListAsync(1, "cannot be handled");
        await ListAsync(3, "cannot be handled either");

        // As if it had been republished instead of re-driven.
        await DeliverAsync(1);

        await Eventually.True("it is struck", async () => await ListedAsync() == "3");
        Assert.Equal([1], await _reporting.NotesAsync(_petition));
    }

    [Fact]
    public async Task What_failed_among_the_held_stays_listed_until_it_is_handled()
    {
        _reporting.Trouble.Throw = (_, sequence) =>
            sequence == 2 ? new InvalidOperationException("cannot") : null;
        await DeliverAsync(2);
        await DeliverAsync(1);
        Assert.Equal("2", await ListedAsync());
        await StrikeAsync();
        Assert.Equal("2", await ListedAsync());

        // As if the process that drove it again had died right after it had taken it back among the held: the clock applies it.
        _reporting.Trouble.Throw = (_, _) => null;
        await _database.ExecuteAsync("update held set failed_at = null");

        await Eventually.True("it is struck", async () => await ListedAsync() == "");
        await Eventually.True(
            "it is applied",
            async () => (await _reporting.NotesAsync(_petition)).Count == 2
        );
    }

    [Fact]
    public async Task A_database_that_is_away_while_a_message_is_driven_again_is_not_its_error()
    {
        await ListAsync(1, "cannot be handled");
        _reporting.Trouble.Throw = (_, _) => new TimeoutException("the database is away");

        await Assert.ThrowsAsync<TimeoutException>(RedriveAsync);

        Assert.Equal(
            "1 cannot be handled",
            await _database.ReadAsync<string>("select attempts || ' ' || reason from error")
        );
        _reporting.Trouble.Throw = (_, _) => null;
        Assert.Equal(new(1, 0, 0), await RedriveAsync());
        Assert.Equal("", await ListedAsync());
    }

    [Fact]
    public async Task A_held_event_is_set_aside_only_while_it_is_its_turn()
    {
        // Another instance has applied the second before this one, which failed at it, could say so; the third is to come.
        await using var nobody = await TestDatabase.CreateAsync();
        await nobody.ExecuteAsync(
            $"""
            insert into cursor (producer, aggregate, sequence) values ('feedback', '{_petition}', 2);
            insert into held (producer, aggregate, sequence, message_id, type, held_at)
            values ('feedback', '{_petition}', 3, '{_messages[3]}', 'any', now())
            """
        );
        await using var connection = new NpgsqlConnection(nobody.ConnectionString);
        await connection.OpenAsync(Ct);

        await SetAsideAsync(2);
        Assert.Equal(0, await nobody.ReadAsync<long>("select count(*) from error"));
        await SetAsideAsync(3);
        Assert.Equal(3, await nobody.ReadAsync<long>("select sequence from error"));

        Task SetAsideAsync(long sequence) =>
            ErrorStore.SetAsideHeldAsync(
                connection,
                Queue,
                ResourceNames.Feedback,
                _petition.ToString(),
                sequence,
                "cannot",
                TimeProvider.System.GetUtcNow(),
                Ct
            );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<DeliveryOutcome> DeliverAsync(int sequence) =>
        _reporting.Pipeline.DeliverAsync(
            Petitions.Accepted(_petition, sequence),
            _messages[sequence],
            Ct
        );

    private async Task ListAsync(int sequence, string reason)
    {
        var arrival = Arrival.Of(
            Petitions.Accepted(_petition, sequence),
            ResourceNames.Reporting,
            _messages[sequence],
            null
        );
        var failed = FailedMessage.Of(arrival, new InvalidOperationException());
        await WithConnectionAsync(connection =>
            ErrorStore.AddAsync(
                connection,
                failed with
                {
                    Reason = reason,
                },
                TimeProvider.System.GetUtcNow(),
                Ct
            )
        );
    }

    private Task StrikeAsync() =>
        WithConnectionAsync(connection => ErrorStore.StrikeHandledAsync(connection, Ct));

    private async Task WithConnectionAsync(Func<NpgsqlConnection, Task> act)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(Ct);
        await act(connection);
    }

    private Task<string> ListedAsync() =>
        _database.ReadAsync<string>(
            "select coalesce(string_agg(sequence::text, ' ' order by sequence), '') from error"
        );

    private Task<RedriveErrors.Result> RedriveAsync() =>
        RedriveErrors.RunAsync(
            null,
            _reporting.Services,
            _reporting.Pipeline,
            TimeProvider.System,
            Ct
        );
}

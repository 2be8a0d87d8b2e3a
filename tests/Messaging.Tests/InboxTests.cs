using HoanKiem.Contracts;

namespace HoanKiem.Messaging.Tests;

/// <summary>Twice, late, out of order: what the pipeline does with each.</summary>
public sealed class InboxTests : IAsyncLifetime
{
    private readonly Guid _petition = Guid.NewGuid();
    private TestDatabase _database = null!;
    private TestService _reporting = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _reporting = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _reporting.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_comes_twice_is_applied_once()
    {
        var message = Guid.CreateVersion7();

        Assert.Equal(
            DeliveryOutcome.Applied,
            await Deliver(Petitions.Accepted(_petition, 1), message)
        );
        Assert.Equal(
            DeliveryOutcome.Duplicate,
            await Deliver(Petitions.Accepted(_petition, 1), message)
        );

        Assert.Equal([1], await _reporting.NotesAsync(_petition));
    }

    [Fact]
    public async Task The_same_message_to_two_instances_at_once_is_applied_once()
    {
        await using var other = await StartAsync();
        for (var sequence = 1; sequence <= 20; sequence++)
        {
            var message = Guid.CreateVersion7();
            var petition = Petitions.Accepted(_petition, sequence);
            var outcomes = await Task.WhenAll(
                Deliver(petition, message),
                other.Pipeline.DeliverAsync(petition, message, Ct)
            );
            Assert.Equal([DeliveryOutcome.Applied, DeliveryOutcome.Duplicate], outcomes.Order());
        }

        Assert.Equal(
            Enumerable.Range(1, 20).Select(n => (long)n),
            await _reporting.NotesAsync(_petition)
        );
    }

    [Fact]
    public async Task An_event_ahead_of_its_turn_is_held_and_applied_when_the_gap_closes()
    {
        Assert.Equal(DeliveryOutcome.Held, await Deliver(Petitions.Resolved(_petition, 3)));
        Assert.Equal(DeliveryOutcome.Held, await Deliver(Petitions.Accepted(_petition, 2)));
        Assert.Empty(await _reporting.NotesAsync(_petition));

        Assert.Equal(DeliveryOutcome.Applied, await Deliver(Petitions.Accepted(_petition, 1)));

        Assert.Equal([1, 2, 3], await _reporting.NotesAsync(_petition));
        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from held"));
    }

    [Fact]
    public async Task Events_that_nobody_handles_move_the_cursor_in_any_order()
    {
        Assert.Equal(DeliveryOutcome.Held, await Deliver(Petitions.Received(_petition, 2)));
        Assert.Equal(DeliveryOutcome.Held, await Deliver(Petitions.Accepted(_petition, 3)));
        Assert.Equal(DeliveryOutcome.Applied, await Deliver(Petitions.Received(_petition, 1)));

        Assert.Equal([3], await _reporting.NotesAsync(_petition));
        Assert.Equal(3, await _database.ReadAsync<long>("select sequence from cursor"));
        Assert.Equal(3, await _database.ReadAsync<long>("select count(*) from inbox"));
    }

    [Fact]
    public async Task Latest_skips_what_is_older_and_independent_takes_all_at_once()
    {
        await Deliver(Petitions.Resolved(_petition, 3));
        await Deliver(Petitions.Resolved(_petition, 2));

        Assert.Equal([3], await _reporting.NotesAsync(_petition, "latest"));
        Assert.Equal([3, 2], await _reporting.NotesAsync(_petition, "independent"));
        Assert.Empty(await _reporting.NotesAsync(_petition));

        await Deliver(Petitions.Accepted(_petition, 1));
        Assert.Equal([1, 2, 3], await _reporting.NotesAsync(_petition));
        Assert.Equal([3, 2], await _reporting.NotesAsync(_petition, "independent"));
    }

    [Fact]
    public async Task A_place_that_was_passed_is_late_and_changes_nothing_ordered()
    {
        await Deliver(Petitions.Accepted(_petition, 1));

        Assert.Equal(DeliveryOutcome.Late, await Deliver(Petitions.Accepted(_petition, 1)));

        Assert.Equal([1], await _reporting.NotesAsync(_petition));
        Assert.Equal(1, await _database.ReadAsync<long>("select count(*) from inbox where late"));
    }

    [Fact]
    public async Task A_handler_that_throws_leaves_nothing_behind()
    {
        _reporting.Trouble.Throw = (_, _) => new InvalidOperationException("cannot");

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Deliver(Petitions.Accepted(_petition, 1))
        );

        Assert.Empty(await _reporting.NotesAsync(_petition));
        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from inbox"));
        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from cursor"));
    }

    [Fact]
    public async Task A_lost_race_is_run_again_at_once()
    {
        var struck = 0;
        _reporting.Trouble.Throw = (_, _) =>
            ++struck < 3 ? new InvalidOperationException("somebody was faster") : null;

        Assert.Equal(DeliveryOutcome.Applied, await Deliver(Petitions.Accepted(_petition, 1)));

        Assert.Equal([1], await _reporting.NotesAsync(_petition));
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_nothing_behind()
    {
        await _database.ExecuteAsync(
            """
            create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
            create constraint trigger refuse after insert on note deferrable initially deferred
                for each row execute function refuse();
            """
        );
        await Assert.ThrowsAnyAsync<Exception>(() => Deliver(Petitions.Accepted(_petition, 1)));
        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from inbox"));

        await _database.ExecuteAsync("drop trigger refuse on note");
        Assert.Equal(DeliveryOutcome.Applied, await Deliver(Petitions.Accepted(_petition, 1)));
        Assert.Equal([1], await _reporting.NotesAsync(_petition));
    }

    [Fact]
    public async Task A_held_event_that_cannot_be_handled_is_listed_and_does_not_hurt_the_one_before_it()
    {
        _reporting.Trouble.Throw = (_, sequence) =>
            sequence == 2 ? new InvalidOperationException("cannot") : null;
        await Deliver(Petitions.Accepted(_petition, 2));

        Assert.Equal(DeliveryOutcome.Applied, await Deliver(Petitions.Accepted(_petition, 1)));

        Assert.Equal([1], await _reporting.NotesAsync(_petition));
        Assert.Equal(1, await _database.ReadAsync<long>("select count(*) from error"));
        Assert.Equal(
            1,
            await _database.ReadAsync<long>("select count(*) from held where failed_at is not null")
        );
    }

    [Fact]
    public async Task Events_in_any_order_from_many_at_once_are_applied_in_order()
    {
        var order = Enumerable.Range(1, 60).ToArray();
        Random.Shared.Shuffle(order);

        await Parallel.ForEachAsync(
            order,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct },
            async (sequence, _) => await Deliver(Petitions.Accepted(_petition, sequence))
        );

        Assert.Equal(
            Enumerable.Range(1, 60).Select(n => (long)n),
            await _reporting.NotesAsync(_petition)
        );
        Assert.Equal(60, await _database.ReadAsync<long>("select count(*) from inbox"));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<DeliveryOutcome> Deliver(object @event, Guid? message = null) =>
        _reporting.Pipeline.DeliverAsync(@event, message, Ct);

    private Task<TestService> StartAsync() =>
        TestService.StartAsync(
            ResourceNames.Reporting,
            _database.ConnectionString,
            configure: TestService.ReportPetitions
        );
}

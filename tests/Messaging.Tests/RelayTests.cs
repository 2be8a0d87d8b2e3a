using HoanKiem.Contracts;
using HoanKiem.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Messaging.Tests;

/// <summary>From the outbox of Feedback through RabbitMQ into the inbox of Reporting.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private readonly Guid _petition = Guid.NewGuid();
    private TestDatabase _said = null!;
    private TestDatabase _heard = null!;
    private TestBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _said = await TestDatabase.CreateAsync();
        _heard = await TestDatabase.CreateAsync();
        _broker = await TestBroker.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _said.DisposeAsync();
        await _heard.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task An_event_reaches_its_subscriber_and_is_numbered()
    {
        await using var reporting = await ReportingAsync();
        await using var feedback = await FeedbackAsync();

        await SayAsync(feedback, 1, 3);

        await Handled(reporting, 3);
        Assert.Equal([1, 2, 3], await reporting.NotesAsync(_petition));
        await Eventually.True(
            "the outbox is empty",
            async () => await _said.ReadAsync<long>("select count(*) from outbox") == 0
        );
        Assert.Equal(
            "1,2,3",
            await _said.ReadAsync<string>(
                "select string_agg(position::text, ',' order by position) from published"
            )
        );
    }

    [Fact]
    public async Task Nothing_is_lost_when_the_producer_starts_first_and_the_subscriber_never_was()
    {
        await using (var feedback = await FeedbackAsync())
        {
            await SayAsync(feedback, 1, 5);
            await Published(5);
        }

        await using var reporting = await ReportingAsync();
        await Handled(reporting, 5);
    }

    [Fact]
    public async Task What_a_dead_process_has_committed_is_sent_by_the_next_one()
    {
        // Saved, and the process dies before its relay has run.
        await using (
            var dying = await TestService.StartAsync(ResourceNames.Feedback, _said.ConnectionString)
        )
            await SayAsync(dying, 1, 4);
        Assert.Equal(4, await _said.ReadAsync<long>("select count(*) from outbox"));

        await using var feedback = await FeedbackAsync();
        await using var reporting = await ReportingAsync();
        await Handled(reporting, 4);
    }

    [Fact]
    public async Task Events_that_were_sent_but_not_noted_are_sent_again_and_handled_once()
    {
        await using var reporting = await ReportingAsync();
        await using (var feedback = await FeedbackAsync())
        {
            await SayAsync(feedback, 1, 3);
            await Handled(reporting, 3);
            await Published(3);
        }

        // As if the process had died between the confirms and the commit that notes them.
        await _said.ExecuteAsync(
            "insert into outbox (event_id) select event_id from published order by position; delete from published"
        );
        await using var again = await FeedbackAsync();
        await Published(3);
        await SayAsync(again, 4, 4);
        await Handled(reporting, 4);

        Assert.Equal([1, 2, 3, 4], await reporting.NotesAsync(_petition));
        Assert.Equal(4, await _heard.ReadAsync<long>("select count(*) from inbox"));
    }

    [Fact]
    public async Task Two_relays_number_each_event_once()
    {
        await using var reporting = await ReportingAsync();
        await using var first = await FeedbackAsync();
        await using var second = await FeedbackAsync();

        await Task.WhenAll(SayAsync(first, 1, 40), SayAsync(second, 41, 80));

        await Handled(reporting, 80);
        await Published(80);
        Assert.Equal(80, await _said.ReadAsync<long>("select max(position) from published"));
        Assert.Equal(
            80,
            await _said.ReadAsync<long>("select count(distinct event_id) from published")
        );
        Assert.Equal(
            Enumerable.Range(1, 80).Select(n => (long)n),
            await reporting.NotesAsync(_petition)
        );
    }

    [Fact]
    public async Task The_next_relay_takes_over_when_the_session_of_the_first_is_cut()
    {
        await using var reporting = await ReportingAsync();
        await using var first = await FeedbackAsync();
        await using var second = await FeedbackAsync();
        await SayAsync(first, 1, 5);
        await Published(5);

        await _said.CutSessionsAsync();

        await Eventually.True("a service saves again", () => CanSayAsync(first, 6));
        await Handled(reporting, 6);
    }

    [Fact]
    public async Task With_the_broker_down_a_service_starts_and_saves_and_nothing_is_lost_when_it_comes_back()
    {
        await _broker.GoDownAsync();
        await using var reporting = await ReportingAsync();
        await using var feedback = await FeedbackAsync();
        await SayAsync(feedback, 1, 10);
        Assert.Equal(10, await _said.ReadAsync<long>("select count(*) from outbox"));

        await _broker.ComeBackAsync();
        await Handled(reporting, 10);

        await _broker.CutConnectionsAsync();
        await SayAsync(feedback, 11, 20);
        await Handled(reporting, 20);
        Assert.Equal(
            Enumerable.Range(1, 20).Select(n => (long)n),
            await reporting.NotesAsync(_petition)
        );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<TestService> FeedbackAsync() =>
        TestService.StartAsync(
            ResourceNames.Feedback,
            _said.ConnectionString,
            _broker.ConnectionString
        );

    private Task<TestService> ReportingAsync() =>
        TestService.StartAsync(
            ResourceNames.Reporting,
            _heard.ConnectionString,
            _broker.ConnectionString,
            TestService.ReportPetitions
        );

    private async Task SayAsync(TestService feedback, int from, int to)
    {
        for (var sequence = from; sequence <= to; sequence++)
            await feedback.SaveAsync(services =>
                services
                    .GetRequiredService<IOutbox>()
                    .Publish(Petitions.Accepted(_petition, sequence))
            );
    }

    private async Task<bool> CanSayAsync(TestService feedback, int sequence)
    {
        try
        {
            await SayAsync(feedback, sequence, sequence);
            return true;
        }
        catch (Exception failure)
            when (failure
                    is DbUpdateException
                        or Npgsql.NpgsqlException
                        or InvalidOperationException
            )
        {
            return false;
        }
    }

    private Task Handled(TestService reporting, int count) =>
        Eventually.True(
            $"{count} events are handled",
            async () => (await reporting.NotesAsync(_petition)).Count == count,
            TimeSpan.FromSeconds(60)
        );

    private Task Published(int count) =>
        Eventually.True(
            $"{count} events are published",
            async () => await _said.ReadAsync<long>("select count(*) from published") == count
        );
}

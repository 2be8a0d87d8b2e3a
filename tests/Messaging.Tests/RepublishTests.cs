using HoanKiem.Contracts;
using HoanKiem.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Messaging.Tests;

/// <summary>What was said can be said again: to close a gap, to catch up, to rebuild.</summary>
public sealed class RepublishTests : IAsyncLifetime
{
    private const string Queue = "reporting.from-feedback";
    private readonly Guid _petition = Guid.NewGuid();
    private TestDatabase _said = null!;
    private TestDatabase _heard = null!;
    private TestBroker _broker = null!;
    private TestService _feedback = null!;
    private TestService _reporting = null!;

    public async ValueTask InitializeAsync()
    {
        _said = await TestDatabase.CreateAsync();
        _heard = await TestDatabase.CreateAsync();
        _broker = await TestBroker.CreateAsync();
        _feedback = await TestService.StartAsync(
            ResourceNames.Feedback,
            _said.ConnectionString,
            _broker.ConnectionString
        );
        _reporting = await TestService.StartAsync(
            ResourceNames.Reporting,
            _heard.ConnectionString,
            _broker.ConnectionString,
            m =>
            {
                TestService.ReportPetitions(m);
                m.OnReset(
                    (scope, _, ct) =>
                        scope.GetRequiredService<TestDb>().Notes.ExecuteDeleteAsync(ct)
                );
            },
            s =>
                s.Configure<MessagingOptions>(options =>
                    options.AskAfter = TimeSpan.FromMilliseconds(200)
                )
        );
        for (var sequence = 1; sequence <= 6; sequence++)
            await _feedback.SaveAsync(services =>
                services
                    .GetRequiredService<IOutbox>()
                    .Publish(Petitions.Accepted(_petition, sequence))
            );
        await Noted(1, 2, 3, 4, 5, 6);
    }

    public async ValueTask DisposeAsync()
    {
        await _feedback.DisposeAsync();
        await _reporting.DisposeAsync();
        await _said.DisposeAsync();
        await _heard.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_producer_is_asked_for_what_is_missing_and_the_gap_closes()
    {
        // As if the broker had lost the fourth.
        await _heard.ExecuteAsync(
            """
            delete from inbox where message_id in (select message_id from inbox order by message_id desc limit 3);
            update cursor set sequence = 3;
            delete from note where sequence > 3;
            """
        );
        var log = await _feedback.ReadAsync(db => EventLog.ReadAsync(db, _petition));
        await _reporting.Pipeline.DeliverAsync(
            Petitions.Accepted(_petition, 5),
            log[4].EventId,
            Ct
        );

        await Noted(1, 2, 3, 4, 5, 6);
        await Eventually.True(
            "nothing is expected any more",
            async () => await _heard.ReadAsync<long>("select count(*) from expectation") == 0
        );
    }

    [Fact]
    public async Task A_read_model_that_was_reset_is_rebuilt_from_all_events()
    {
        var queue = await ResetSubscription.RunAsync(
            ResourceNames.Feedback,
            _reporting.Services,
            _reporting.Services.GetRequiredService<ServiceMessaging>(),
            Ct
        );
        Assert.Equal(Queue, queue);
        Assert.Empty(await _reporting.NotesAsync(_petition));

        await OrderAsync(new RepublishOrder(null, null, null, queue));

        await Noted(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public async Task What_is_sent_again_to_those_who_have_it_changes_nothing()
    {
        await OrderAsync(new RepublishOrder(_petition.ToString(), null, null, null));
        await OrderAsync(new RepublishOrder(null, DateTimeOffset.UnixEpoch, null, null));

        await Eventually.True(
            "twelve duplicates have come",
            () =>
                Task.FromResult(
                    _reporting.Services.GetRequiredService<MessagingMetrics>().DuplicatesOf(Queue)
                        == 12
                )
        );
        await Noted(1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public async Task The_sums_show_that_nothing_is_lost_and_nothing_was_applied_twice()
    {
        await Eventually.True(
            "six events are published",
            async () => (await StatusAsync(_feedback)).Published == 6
        );
        var said = await StatusAsync(_feedback);
        var heard = await StatusAsync(_reporting);

        Assert.Contains(Queue, said.Subscribers);
        Assert.Equal(0, said.OutboxWaiting);
        Assert.Equal(said.Published, heard.Queues.Single(q => q.Name == Queue).Handled);
        Assert.Equal(0, heard.Duplicates);
        Assert.Empty(heard.ExpectationsMissed);

        // The sum is no tautology: an effect that is applied without its cursor shows.
        await _heard.ExecuteAsync("update cursor set sequence = 5");
        Assert.Equal(1, (await StatusAsync(_reporting)).Duplicates);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<ShowStatus.Status> StatusAsync(TestService service) =>
        ShowStatus.ReadAsync(
            service.Services,
            service.Services.GetRequiredService<ServiceMessaging>(),
            service.Services.GetRequiredService<MessagingMetrics>(),
            TimeProvider.System,
            Ct
        );

    private async Task OrderAsync(RepublishOrder order)
    {
        await using var scope = WorkerScope.Open(_feedback.Services);
        await Republisher.OrderAsync(
            await scope.ConnectionAsync(Ct),
            Guid.CreateVersion7(),
            order,
            TimeProvider.System.GetUtcNow(),
            Ct
        );
    }

    private Task Noted(params long[] sequences) =>
        Eventually.True(
            $"{sequences.Length} events are handled in order",
            async () => (await _reporting.NotesAsync(_petition)).SequenceEqual(sequences)
        );
}

using System.Diagnostics;
using System.Text;
using HoanKiem.Contracts;
using HoanKiem.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace HoanKiem.Messaging.Tests;

/// <summary>What Reporting does with what RabbitMQ brings it.</summary>
public sealed class ConsumerTests : IAsyncLifetime
{
    private const string Queue = "reporting.from-feedback";
    private readonly Guid _petition = Guid.NewGuid();
    private TestDatabase _heard = null!;
    private TestBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _heard = await TestDatabase.CreateAsync();
        _broker = await TestBroker.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _heard.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_poison_message_is_listed_and_the_next_ones_go_on_and_it_is_handled_when_redriven()
    {
        await using var reporting = await ReportingAsync();
        reporting.Trouble.Throw = (subject, sequence) =>
            subject == _petition.ToString() && sequence == 1
                ? new InvalidOperationException("cannot")
                : null;
        var other = Guid.NewGuid();

        await SendAsync(
            Event(Petitions.Accepted(_petition, 1)),
            Event(Petitions.Accepted(_petition, 2)),
            Event(Petitions.Accepted(other, 1))
        );

        await Rows("error", 1);
        await Rows("held", 1);
        await Eventually.True(
            "the other petition is handled",
            async () => (await reporting.NotesAsync(other)).Count == 1
        );
        Assert.Empty(await reporting.NotesAsync(_petition));
        Assert.Equal(new(0, 1, 0), await RedriveAsync(reporting));

        reporting.Trouble.Throw = (_, _) => null;
        Assert.Equal(new(1, 0, 0), await RedriveAsync(reporting));
        Assert.Equal([1, 2], await reporting.NotesAsync(_petition));
        await Rows("error", 0);
    }

    [Fact]
    public async Task A_held_event_that_failed_is_handled_when_redriven()
    {
        await using var reporting = await ReportingAsync();
        reporting.Trouble.Throw = (_, sequence) =>
            sequence == 2 ? new InvalidOperationException("cannot") : null;
        await SendAsync(
            Event(Petitions.Accepted(_petition, 2)),
            Event(Petitions.Accepted(_petition, 1))
        );
        await Rows("error", 1);

        Assert.Equal(new(0, 1, 0), await RedriveAsync(reporting));
        reporting.Trouble.Throw = (_, _) => null;
        Assert.Equal(new(1, 0, 0), await RedriveAsync(reporting));

        Assert.Equal([1, 2], await reporting.NotesAsync(_petition));
    }

    [Fact]
    public async Task A_version_that_nobody_knows_and_a_body_that_cannot_be_read_are_listed()
    {
        await using var reporting = await ReportingAsync();
        await SendAsync(
            new Outgoing(
                Guid.CreateVersion7(),
                "HoanKiem.Contracts.Feedback.V9:PetitionAccepted",
                "{}",
                null,
                null,
                DateTimeOffset.UnixEpoch
            ),
            Event(Petitions.Accepted(_petition, 1)) with
            {
                Body = """{"sequence":"not a number"}""",
            },
            Event(Petitions.Accepted(_petition, 1)) with
            {
                Body = "not json",
            }
        );

        await Rows("error", 3);
        Assert.Equal(
            1,
            await _heard.ReadAsync<long>(
                "select count(*) from error where type like '%V9%' and reason like '%do not know%'"
            )
        );
        Assert.Equal(new(0, 3, 0), await RedriveAsync(reporting));
        Assert.Equal(0u, await _broker.CountAsync(Queue));
    }

    [Fact]
    public async Task A_message_older_than_the_inbox_remembers_is_refused_but_a_republished_one_is_not()
    {
        await using var reporting = await ReportingAsync();
        var old = Event(Petitions.Accepted(_petition, 1)) with
        {
            EventId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddDays(-36)),
        };

        await SendAsync(old);
        await Rows("error", 1);
        Assert.Equal(new(0, 0, 1), await RedriveAsync(reporting));

        await SendAsync(old with { Republished = true });
        await Handled(reporting, 1);
    }

    [Fact]
    public async Task A_database_that_goes_away_delays_events_and_lists_none()
    {
        await using var reporting = await ReportingAsync();
        await SendAsync(Event(Petitions.Accepted(_petition, 1)));
        await Handled(reporting, 1);

        await _heard.ExecuteAsync(
            $"alter database {_heard.Name} allow_connections false",
            server: true
        );
        await _heard.CutSessionsAsync();
        await SendAsync([
            .. Enumerable.Range(2, 40).Select(n => Event(Petitions.Accepted(_petition, n))),
        ]);
        await Eventually.True(
            "messages are in hand and wait",
            async () => await _broker.CountAsync(Queue) < 40
        );
        await _heard.ExecuteAsync(
            $"alter database {_heard.Name} allow_connections true",
            server: true
        );

        await Handled(reporting, 41);
        Assert.Equal(0, await _heard.ReadAsync<long>("select count(*) from error"));
    }

    [Fact]
    public async Task An_endpoint_pauses_while_the_database_stays_away_and_listens_again_when_it_answers()
    {
        await using var reporting = await ReportingAsync(TimeSpan.FromMilliseconds(500));
        await SendAsync(Event(Petitions.Accepted(_petition, 1)));
        await Handled(reporting, 1);

        await _heard.ExecuteAsync(
            $"alter database {_heard.Name} allow_connections false",
            server: true
        );
        await _heard.CutSessionsAsync();
        await SendAsync([
            .. Enumerable.Range(2, 20).Select(n => Event(Petitions.Accepted(_petition, n))),
        ]);
        await Eventually.True(
            "nobody listens and all messages are in the queue",
            async () =>
                await _broker.ListenersAsync(Queue) == 0 && await _broker.CountAsync(Queue) == 20
        );

        await _heard.ExecuteAsync(
            $"alter database {_heard.Name} allow_connections true",
            server: true
        );
        await Handled(reporting, 21);
        Assert.Equal(0, await _heard.ReadAsync<long>("select count(*) from error"));
    }

    [Fact]
    public async Task An_endpoint_that_paused_listens_again_although_the_broker_was_away_when_the_database_answered()
    {
        await using var reporting = await ReportingAsync(TimeSpan.FromMilliseconds(500));
        await SendAsync(Event(Petitions.Accepted(_petition, 1)));
        await Handled(reporting, 1);

        await _heard.ExecuteAsync(
            $"alter database {_heard.Name} allow_connections false",
            server: true
        );
        await _heard.CutSessionsAsync();
        await SendAsync([
            .. Enumerable.Range(2, 4).Select(n => Event(Petitions.Accepted(_petition, n))),
        ]);
        await Eventually.True(
            "nobody listens",
            async () => await _broker.ListenersAsync(Queue) == 0
        );
        await _broker.GoDownAsync();
        await _heard.ExecuteAsync(
            $"alter database {_heard.Name} allow_connections true",
            server: true
        );
        await Eventually.True(
            "the service works with its database again",
            async () =>
                await _heard.ReadAsync<long>(
                    $"select count(*) from pg_stat_activity where datname = '{_heard.Name}'"
                ) > 1
        );

        await _broker.ComeBackAsync();
        await Handled(reporting, 5);
        Assert.Equal(0, await _heard.ReadAsync<long>("select count(*) from error"));
    }

    [Fact]
    public async Task Two_instances_share_a_queue_and_keep_the_order_of_each_aggregate()
    {
        await using var first = await ReportingAsync();
        await using var second = await ReportingAsync();
        var petitions = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToArray();

        await SendAsync([
            .. Enumerable
                .Range(1, 20)
                .SelectMany(n => petitions.Select(p => Event(Petitions.Accepted(p, n)))),
        ]);

        await Rows("inbox", 200);
        await Rows("held", 0);
        foreach (var petition in petitions)
            Assert.Equal(
                Enumerable.Range(1, 20).Select(n => (long)n),
                await first.NotesAsync(petition)
            );
    }

    [Fact]
    public async Task A_message_that_kills_its_consumer_again_and_again_is_listed()
    {
        await SendAsync(Event(Petitions.Accepted(_petition, 1)));
        await using (var connection = await _broker.ConnectAsync())
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: Ct))
        {
            var deliveries = 0;
            while (await channel.BasicGetAsync(Queue, false, Ct) is { } got)
            {
                deliveries++;
                await channel.BasicNackAsync(got.DeliveryTag, false, requeue: true, Ct);
            }
            Assert.Equal(21, deliveries);
        }

        await using var reporting = await ReportingAsync();
        await Rows("error", 1);
        Assert.Equal(new(1, 0, 0), await RedriveAsync(reporting));
        Assert.Equal([1], await reporting.NotesAsync(_petition));
    }

    [Fact]
    public async Task The_effect_belongs_to_the_trace_of_the_act_that_published()
    {
        var handled = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (handled)
                    handled.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var reporting = await ReportingAsync();
        var parent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

        await SendAsync(Event(Petitions.Accepted(_petition, 1)) with { TraceParent = parent });
        await Handled(reporting, 1);

        await Eventually.True(
            "a span of that trace has ended",
            () =>
            {
                lock (handled)
                    return Task.FromResult(handled.Exists(a => a.ParentId == parent));
            }
        );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Outgoing Event(object @event)
    {
        var arrival = Arrival.Of(@event, ResourceNames.Reporting, Guid.CreateVersion7(), null);
        return new Outgoing(
            arrival.MessageId,
            arrival.Shape.Name,
            arrival.Body(),
            null,
            null,
            TimeProvider.System.GetUtcNow()
        );
    }

    private async Task SendAsync(params Outgoing[] events)
    {
        await using var channel = await BrokerChannel.OpenAsync(
            _broker.ConnectionString,
            ResourceNames.Feedback,
            Ct
        );
        await channel.PublishAsync(events, Queue, Ct);
    }

    private static Task<RedriveErrors.Result> RedriveAsync(TestService service) =>
        RedriveErrors.RunAsync(null, service.Services, service.Pipeline, TimeProvider.System, Ct);

    private Task<TestService> ReportingAsync(TimeSpan? waitInHand = null) =>
        TestService.StartAsync(
            ResourceNames.Reporting,
            _heard.ConnectionString,
            _broker.ConnectionString,
            TestService.ReportPetitions,
            services =>
                services.Configure<MessagingOptions>(options =>
                    options.WaitInHand = waitInHand ?? options.WaitInHand
                )
        );

    private Task Handled(TestService reporting, int count) =>
        Eventually.True(
            $"{count} events are handled",
            async () => (await reporting.NotesAsync(_petition)).Count == count,
            TimeSpan.FromSeconds(60)
        );

    private Task Rows(string table, long count) =>
        Eventually.True(
            $"{count} rows of {table}",
            async () => await _heard.ReadAsync<long>($"select count(*) from {table}") == count
        );
}

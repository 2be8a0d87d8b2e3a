using System.Text.Json;
using HoanKiem.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// What the relay does once a second beside the outbox: asks producers for what is missing, takes such questions, sends again what was
/// ordered, compares what was said with what is held, and lists what the broker gave up delivering.
/// </summary>
internal sealed class BrokerChores(
    ServiceMessaging messaging,
    IOptions<MessagingOptions> options,
    Teller teller,
    Comparer comparer,
    TimeProvider clock,
    ILogger<BrokerChores> logger
)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);
    private long _last;
    private long _compared;
    private BrokerChannel? _channel;

    public async Task RunAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        CancellationToken ct
    )
    {
        if (_last != 0 && clock.GetElapsedTime(_last) < Every)
            return;

        await AskAsync(connection, channel, ct);
        await TakeQuestionsAsync(connection, channel, ct);
        while (await Republisher.RunNextAsync(connection, channel, ct)) { }
        foreach (var producer in messaging.Producers)
            await CollectErrorsAsync(
                connection,
                channel,
                Subscriptions.Queue(messaging.Service, producer),
                ct
            );
        await CompareAsync(connection, channel, ct);
        _last = clock.GetTimestamp();
    }

    private async Task CompareAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        CancellationToken ct
    )
    {
        var begins = !ReferenceEquals(_channel, channel);
        var every = options.Value.CompareEvery;
        if (every <= TimeSpan.Zero || (!begins && clock.GetElapsedTime(_compared) < every))
            return;
        (_channel, _compared) = (channel, clock.GetTimestamp());
        await NeverStopTheRelayAsync(
            async () =>
            {
                await teller.TellAsync(connection, channel, hello: begins, ct);
                if (begins)
                    await comparer.AskForNewsAsync(connection, channel, ct);
                await comparer.CompareAsync(connection, channel, ct);
            },
            ct
        );
    }

    // What is compared is a copy; what the relay carries is not. A fault of the comparison is logged, and tried again.
    private async Task NeverStopTheRelayAsync(Func<Task> work, CancellationToken ct)
    {
        try
        {
            await work();
        }
        catch (Exception failure)
            when (failure is PostgresException or JsonException && !Faults.IsTransient(failure, ct))
        {
            logger.LogError(failure, "The comparison failed");
        }
    }

    private async Task AskAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        foreach (
            var gap in await Gap.FindAsync(
                connection,
                now - options.Value.AskAfter,
                now - AskAgainAfter,
                ct
            )
        )
        {
            logger.LogWarning(
                "{Aggregate} of {Producer} waits before {Sequence}: asking",
                gap.Aggregate,
                gap.Producer,
                gap.HeldSequence
            );
            var queue = Subscriptions.Queue(messaging.Service, gap.Producer);
            await new Question(queue, gap.Aggregate).AskAsync(channel.Channel, gap.Producer, ct);
            await Gap.AskedAsync(connection, gap, now, now + AnswerWithin, ct);
        }
    }

    private async Task TakeQuestionsAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        CancellationToken ct
    )
    {
        if (Subscriptions.Of(messaging.Service).Count == 0)
            return;
        while (
            await channel.Channel.BasicGetAsync(
                Topology.RepublishQueue(messaging.Service),
                false,
                ct
            )
                is { } got
        )
        {
            var question = Question.Read(got.Body.Span);
            if (question.AggregateId is not null)
                await RepublishAsync(connection, question, ct);
            await NeverStopTheRelayAsync(
                () => teller.AnswerAsync(connection, channel, question, ct),
                ct
            );
            await channel.Channel.BasicAckAsync(got.DeliveryTag, false, ct);
        }
    }

    private async Task RepublishAsync(
        NpgsqlConnection connection,
        Question question,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var order = new RepublishOrder(question.AggregateId, null, null, question.Queue);
        await Republisher.OrderAsync(connection, Guid.CreateVersion7(now), order, now, ct);
    }

    // Messages that killed their consumer again and again: the broker moved them after the last delivery allowed.
    private async Task CollectErrorsAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        string queue,
        CancellationToken ct
    )
    {
        while (
            await channel.Channel.BasicGetAsync(Topology.ErrorQueue(queue), false, ct) is { } got
        )
        {
            var failed = FailedMessage.Read(
                queue,
                got.Body,
                "The broker gave up delivering it: its consumer was lost each time."
            );
            await ErrorStore.AddAsync(connection, failed, clock.GetUtcNow(), ct);
            await channel.Channel.BasicAckAsync(got.DeliveryTag, false, ct);
        }
    }
}

using System.Text.Json;
using HoanKiem.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;

namespace HoanKiem.Messaging;

/// <summary>
/// What the relay does once a second beside the outbox: asks producers for what is missing, takes such questions, sends again what was
/// ordered, and lists what the broker gave up delivering.
/// </summary>
internal sealed class BrokerChores(
    ServiceMessaging messaging,
    IOptions<MessagingOptions> options,
    TimeProvider clock,
    ILogger<BrokerChores> logger
)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);
    private long _last;

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
        _last = clock.GetTimestamp();
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
            var question = new Question(
                gap.Aggregate,
                Subscriptions.Queue(messaging.Service, gap.Producer)
            );
            await channel.Channel.BasicPublishAsync(
                "",
                Topology.RepublishQueue(gap.Producer),
                mandatory: true,
                new BasicProperties
                {
                    DeliveryMode = DeliveryModes.Persistent,
                    ContentType = "application/json",
                },
                JsonSerializer.SerializeToUtf8Bytes(question, MessageJson.Options),
                ct
            );
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
            var question = JsonSerializer.Deserialize<Question>(
                got.Body.Span,
                MessageJson.Options
            )!;
            var now = clock.GetUtcNow();
            await Republisher.OrderAsync(
                connection,
                Guid.CreateVersion7(now),
                new RepublishOrder(question.AggregateId, null, null, question.Queue),
                now,
                ct
            );
            await channel.Channel.BasicAckAsync(got.DeliveryTag, false, ct);
        }
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

    private sealed record Question(string AggregateId, string Queue);
}

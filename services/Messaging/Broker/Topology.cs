using HoanKiem.Contracts;
using RabbitMQ.Client;

namespace HoanKiem.Messaging;

/// <summary>
/// Exchanges, queues and bindings as MassTransit makes them, so that producer and consumer may declare them in any order:
/// a fanout exchange for each event type, one for each queue, and the queue behind it.
/// </summary>
internal static class Topology
{
    // After so many redeliveries a message is what kills its consumers, and goes to the error queue.
    private const int DeliveryLimit = 20;

    public static string ErrorQueue(string queue) => queue + "_error";

    /// <summary>Where a producer is asked to send events again.</summary>
    public static string RepublishQueue(string producer) => producer + ".republish";

    public static Dictionary<string, object?> Arguments(string queue) =>
        new()
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = DeliveryLimit,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = ErrorQueue(queue),
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        };

    /// <summary>Everything that the events of <paramref name="producer"/> need on their way: all its subscribers' queues, whichever of them starts first.</summary>
    public static async Task DeclareAsync(IChannel channel, string producer, CancellationToken ct)
    {
        foreach (var consumer in Subscriptions.Of(producer))
            await DeclareQueueAsync(channel, consumer, producer, ct);
        await DeclarePlainAsync(channel, RepublishQueue(producer), ct);
    }

    /// <summary>The queue in which one service hears another.</summary>
    public static async Task DeclareQueueAsync(
        IChannel channel,
        string consumer,
        string producer,
        CancellationToken ct
    )
    {
        var queue = Subscriptions.Queue(consumer, producer);
        await DeclarePlainAsync(channel, ErrorQueue(queue), ct);
        await channel.ExchangeDeclareAsync(queue, "fanout", durable: true, cancellationToken: ct);
        await channel.QueueDeclareAsync(
            queue,
            true,
            false,
            false,
            Arguments(queue),
            cancellationToken: ct
        );
        await channel.QueueBindAsync(queue, queue, "", cancellationToken: ct);
        foreach (var type in EventTypes.Of(producer))
        {
            await channel.ExchangeDeclareAsync(
                type.Name,
                "fanout",
                durable: true,
                cancellationToken: ct
            );
            await channel.ExchangeBindAsync(queue, type.Name, "", cancellationToken: ct);
        }
    }

    public static Task DeclarePlainAsync(IChannel channel, string queue, CancellationToken ct) =>
        channel.QueueDeclareAsync(
            queue,
            true,
            false,
            false,
            new Dictionary<string, object?>
            {
                ["x-queue-type"] = "quorum",
                // Read one by one and acknowledged after a commit: nothing may ever fall out of it.
                ["x-delivery-limit"] = 1_000_000,
            },
            cancellationToken: ct
        );
}

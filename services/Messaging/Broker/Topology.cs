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

    /// <summary>
    /// Everything that the events of <paramref name="producer"/> need on their way: all its subscribers' queues, whichever of them starts
    /// first, and the queue in which it is asked to send events again.
    /// </summary>
    public static async Task DeclareAsync(IChannel channel, string producer, CancellationToken ct)
    {
        var types = EventTypes.Of(producer);
        foreach (var type in types)
            await DeclareExchangeAsync(channel, type.Name, ct);
        foreach (var consumer in Subscriptions.Of(producer))
        {
            var queue = Subscriptions.Queue(consumer, producer);
            await DeclarePlainAsync(channel, ErrorQueue(queue), ct);
            await DeclareExchangeAsync(channel, queue, ct);
            await channel.QueueDeclareAsync(
                queue,
                durable: true,
                exclusive: false,
                autoDelete: false,
                Arguments(queue),
                cancellationToken: ct
            );
            await channel.QueueBindAsync(queue, queue, "", cancellationToken: ct);
            foreach (var type in types)
                await channel.ExchangeBindAsync(queue, type.Name, "", cancellationToken: ct);
        }
        await DeclarePlainAsync(channel, RepublishQueue(producer), ct);
    }

    /// <summary>What a service needs as a subscriber beside the queues themselves, which MassTransit declares when it begins to listen.</summary>
    public static async Task DeclareSubscriberAsync(
        IChannel channel,
        string consumer,
        CancellationToken ct
    )
    {
        foreach (var producer in Subscriptions.For(consumer))
        {
            await DeclarePlainAsync(
                channel,
                ErrorQueue(Subscriptions.Queue(consumer, producer)),
                ct
            );
            await DeclarePlainAsync(channel, RepublishQueue(producer), ct);
        }
    }

    private static Task DeclareExchangeAsync(IChannel channel, string name, CancellationToken ct) =>
        channel.ExchangeDeclareAsync(
            name,
            ExchangeType.Fanout,
            durable: true,
            autoDelete: false,
            cancellationToken: ct
        );

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

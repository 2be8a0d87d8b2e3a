using System.Diagnostics;
using RabbitMQ.Client;

namespace HoanKiem.Benchmarks.Messages;

/// <summary>
/// Baseline: nothing but RabbitMQ.Client. Persistent messages from memory, confirms on, at most 256 outstanding, the client's own limiter off
/// because it sleeps; to the same exchange and so into the same quorum queues as the relay.
/// </summary>
internal sealed class RawPublisher(string broker)
{
    private const int Window = 256;

    /// <summary>Publishes and gives messages per second until the last confirm.</summary>
    public async Task<double> PublishAsync(int count, Func<int, (Guid Message, byte[] Body)> next)
    {
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri(broker),
        }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                outstandingPublisherConfirmationsRateLimiter: null
            )
        );
        var watch = Stopwatch.StartNew();
        var outstanding = new Queue<Task>(Window);
        for (var i = 0; i < count; i++)
        {
            if (outstanding.Count == Window)
                await outstanding.Dequeue();
            var (message, body) = next(i);
            outstanding.Enqueue(
                channel
                    .BasicPublishAsync(Facts.Type, "", true, Facts.Properties(message), body)
                    .AsTask()
            );
        }
        await Task.WhenAll(outstanding);
        return count / watch.Elapsed.TotalSeconds;
    }
}

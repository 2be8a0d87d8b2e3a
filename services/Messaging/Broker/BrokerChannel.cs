using RabbitMQ.Client;

namespace HoanKiem.Messaging;

/// <summary>The relay's own connection to the broker: publishes with a bounded window of outstanding confirms.</summary>
internal sealed class BrokerChannel : IAsyncDisposable
{
    private const int Window = 256;
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private readonly IConnection _connection;
    private readonly bool _mandatory;

    private BrokerChannel(IConnection connection, IChannel channel, bool mandatory)
    {
        _connection = connection;
        Channel = channel;
        _mandatory = mandatory;
    }

    public IChannel Channel { get; }

    public bool IsOpen => Channel.IsOpen;

    /// <summary>Connects and declares the queues of all who listen to this service, and those in which it listens.</summary>
    public static async Task<BrokerChannel> OpenAsync(
        string broker,
        string service,
        CancellationToken ct
    )
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(broker),
            ClientProvidedName = $"{service} relay",
            // Whoever uses it begins again from the outbox, which knows what was not confirmed.
            AutomaticRecoveryEnabled = false,
        };
        var connection = await factory.CreateConnectionAsync(ct);
        try
        {
            var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true,
                    publisherConfirmationTrackingEnabled: true,
                    // The default limiter sleeps up to a second when half of its permits are taken.
                    outstandingPublisherConfirmationsRateLimiter: null
                ),
                ct
            );
            await Topology.DeclareAsync(channel, service, ct);
            await Topology.DeclareSubscriberAsync(channel, service, ct);
            return new BrokerChannel(
                connection,
                channel,
                mandatory: Contracts.Subscriptions.Of(service).Count > 0
            );
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Publishes in order and returns when the broker has confirmed each; throws when it refused one or could not route it.
    /// </summary>
    /// <param name="events">In the order of the outbox.</param>
    /// <param name="queue">One queue instead of all subscribers.</param>
    /// <param name="ct">Cancels.</param>
    public async Task PublishAsync(
        IReadOnlyList<Outgoing> events,
        string? queue,
        CancellationToken ct
    )
    {
        var outstanding = new Queue<Task>(Window);
        foreach (var e in events)
        {
            if (outstanding.Count == Window)
                await outstanding.Dequeue();
            outstanding.Enqueue(PublishAsync(e, queue, ct));
        }
        await Task.WhenAll(outstanding);
    }

    private async Task PublishAsync(Outgoing e, string? queue, CancellationToken ct)
    {
        using var span = Tracing.Publish(e);
        await Channel.BasicPublishAsync(
            queue is null ? e.Type : "",
            queue ?? "",
            _mandatory,
            Envelope.Properties(e),
            Envelope.Write(e),
            ct
        );
    }

    /// <summary>Lets go of the connection; a broker that is gone is not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.AbortAsync(Goodbye);
        await _connection.DisposeAsync();
    }
}

using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HoanKiem.Messaging;

/// <summary>
/// Between broker and pipeline. Acknowledged is what is committed: as handled, or as listed among the errors. While the database is
/// away for a moment the messages in hand wait for it; when it stays away the endpoint pauses and they go back to the queue.
/// </summary>
internal sealed class EventReceiver(
    IServiceProvider services,
    ServiceMessaging messaging,
    InboxPipeline pipeline,
    Listening endpoints,
    IOptions<MessagingOptions> options,
    TimeProvider clock,
    ILogger<EventReceiver> logger
)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public Task ReceiveAsync<TEvent>(ConsumeContext<TEvent> context)
        where TEvent : class
    {
        var ct = context.CancellationToken;
        var republished = context.Headers.Get<string>(Envelope.Republished) is not null;
        var arrival = Arrival.Of(
            context.Message,
            messaging.Service,
            context.MessageId ?? throw new InvalidOperationException("A message without an id."),
            context.Headers.Get<string>(Envelope.TraceParent)
        );
        return WhileTransientAsync(
            async () =>
            {
                try
                {
                    if (!republished)
                        Age.Refuse(arrival.MessageId, clock);
                    await pipeline.DeliverAsync(arrival, ct, mayRest: true);
                }
                catch (Exception failure) when (!Faults.IsTransient(failure, ct))
                {
                    logger.LogError(
                        failure,
                        "{Event} {Message} cannot be handled",
                        arrival.Shape.Name,
                        arrival.MessageId
                    );
                    await ListAsync(FailedMessage.Of(arrival, failure), ct);
                }
            },
            context.ReceiveContext.InputAddress,
            ct
        );
    }

    /// <summary>Lists what could not even be read, or is of a type or version that the contracts do not know.</summary>
    public Task ReceiveUnreadableAsync(ReceiveContext context, string reason)
    {
        var queue = context.InputAddress.Segments[^1];
        var failed = FailedMessage.Read(queue, context.GetBody(), reason);
        logger.LogError(
            "{Type} {Message} in {Queue} cannot be read: {Reason}",
            failed.Type,
            failed.MessageId,
            queue,
            reason
        );
        return WhileTransientAsync(
            () => ListAsync(failed, context.CancellationToken),
            context.InputAddress,
            context.CancellationToken
        );
    }

    private async Task ListAsync(FailedMessage failed, CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        await ErrorStore.AddAsync(await scope.ConnectionAsync(ct), failed, clock.GetUtcNow(), ct);
    }

    /// <summary>Tries again while the database is away for a moment; when it stays away the endpoint pauses.</summary>
    internal async Task WhileTransientAsync(Func<Task> work, Uri endpoint, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception failure)
                when (Faults.IsTransient(failure, ct) && !ct.IsCancellationRequested)
            {
                logger.LogWarning("Waiting for the database: {Reason}", failure.Message);
                if (clock.GetElapsedTime(since) > options.Value.WaitInHand)
                {
                    endpoints.Pause(endpoint);
                    await Task.Delay(LongestPause, ct); // meanwhile it stops listening, so that this message does not come back at once
                    throw;
                }
                await Task.Delay(pause, ct);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }
}

/// <summary>A message older than the inbox remembers cannot be told from a duplicate.</summary>
internal static class Age
{
    public static void Refuse(Guid messageId, TimeProvider clock)
    {
        if (IsTooOld(messageId, clock))
            throw new InvalidOperationException(
                "The message is older than the inbox remembers; republish it instead."
            );
    }

    public static bool IsTooOld(Guid messageId, TimeProvider clock) =>
        Of(messageId) < clock.GetUtcNow() - MessagingOptions.Retention;

    /// <summary>When the event was recorded; nothing is known of an id that is no UUIDv7.</summary>
    public static DateTimeOffset? Of(Guid messageId)
    {
        if (messageId.Version != 7)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        messageId.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = 0L;
        foreach (var b in bytes[..6])
            milliseconds = milliseconds << 8 | b;
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}

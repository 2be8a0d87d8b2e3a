using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Messaging;

/// <summary>
/// What happens to an event that arrives: inbox row, order, handlers and what they publish in one commit; then the events that
/// waited for it, each in a commit of its own. Events that arrive together share a commit, and when that fails each is taken alone,
/// as if it had come alone. The broker's consumers come in here, and so do tests.
/// </summary>
public sealed class InboxPipeline
{
    private const int Attempts = 4;
    private readonly IServiceProvider _services;
    private readonly ServiceMessaging _messaging;
    private readonly MessagingMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<InboxPipeline> _logger;
    private readonly Gathering _gathering;
    private readonly InboxCommit _commit;

    internal InboxPipeline(
        IServiceProvider services,
        ServiceMessaging messaging,
        MessagingMetrics metrics,
        MessagingOptions options,
        TimeProvider clock,
        ILogger<InboxPipeline> logger
    )
    {
        _gathering = new(options.Concurrency, options.Together, options.Rest, clock, TakeAsync);
        _commit = new(services, messaging, clock);
        _services = services;
        _messaging = messaging;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Hands an event to the service as if it had come from the broker. For tests.</summary>
    /// <param name="event">A record of the contracts; its producer has to be a subscription of the service.</param>
    /// <param name="messageId">The same id again is a duplicate; a new one when null.</param>
    /// <param name="ct">Cancels.</param>
    public Task<DeliveryOutcome> DeliverAsync(
        object @event,
        Guid? messageId = null,
        CancellationToken ct = default
    ) =>
        DeliverAsync(
            Arrival.Of(
                @event,
                _messaging.Service,
                messageId ?? Guid.CreateVersion7(_clock.GetUtcNow()),
                Activity.Current?.Id
            ),
            ct
        );

    /// <summary>Takes an event in; from the broker, one that nobody waits for may rest until there are more.</summary>
    internal async Task<DeliveryOutcome> DeliverAsync(
        Arrival arrival,
        CancellationToken ct,
        bool mayRest = false
    )
    {
        using var activity = Tracing.Handle(arrival);
        var outcome = await _gathering.TakeAsync(
            new(
                arrival,
                activity ?? Activity.Current,
                ct,
                mayRest && !_messaging.Hurries(arrival.Shape)
            )
        );
        _metrics.Delivered(arrival.Queue, outcome);
        activity?.SetTag("messaging.outcome", outcome.ToString());
        return outcome;
    }

    /// <summary>Applies the held events of an aggregate whose turn has come.</summary>
    internal async Task ReleaseAsync(string producer, string aggregate, CancellationToken ct)
    {
        // What was being handled when it failed: by now the turn may be another one's.
        long? at = null;
        try
        {
            while (
                await RetryAsync(
                    () => _commit.ReleaseNextAsync(producer, aggregate, s => at = s, ct),
                    ct
                )
            )
                at = null;
        }
        catch (Exception failure) when (!Faults.IsTransient(failure, ct))
        {
            _logger.LogError(failure, "A held event of {Aggregate} cannot be handled", aggregate);
            if (at is not { } sequence)
                return; // it was not even taken; the clock tries again
            await using var scope = WorkerScope.Open(_services);
            var connection = await scope.ConnectionAsync(ct);
            await ErrorStore.SetAsideHeldAsync(
                connection,
                Contracts.Subscriptions.Queue(_messaging.Service, producer),
                producer,
                aggregate,
                sequence,
                failure.ToString(),
                _clock.GetUtcNow(),
                ct
            );
        }
    }

    private async Task TakeAsync(IReadOnlyList<Waiting> together)
    {
        if (together.Count > 1 && await TryTogetherAsync(together) is { } taken)
        {
            await SettleAsync(together, taken);
            return;
        }
        foreach (var waiting in together)
        {
            try
            {
                await SettleAsync(
                    [waiting],
                    await RetryAsync(() => _commit.TakeAsync([waiting]), waiting.Ct)
                );
            }
            catch (Exception failure)
            {
                waiting.Failed(failure);
            }
        }
    }

    /// <summary>All in one commit, or nothing of it: then it is as if nobody had tried.</summary>
    private async Task<IReadOnlyList<Taken>?> TryTogetherAsync(IReadOnlyList<Waiting> together)
    {
        try
        {
            return await _commit.TakeAsync(together);
        }
        catch (Exception failure)
        {
            _logger.LogDebug(failure, "{Count} events are taken one by one", together.Count);
            return null;
        }
    }

    // Behind whom somebody waits is done when that one is, too: nothing else of the aggregate gets in between.
    private async Task SettleAsync(IReadOnlyList<Waiting> together, IReadOnlyList<Taken> taken)
    {
        foreach (
            var (waiting, turn) in together.Zip(taken).Where(pair => !pair.Second.SuccessorWaits)
        )
            waiting.Done(turn.Outcome);
        foreach (
            var (waiting, turn) in together.Zip(taken).Where(pair => pair.Second.SuccessorWaits)
        )
        {
            try
            {
                Activity.Current = waiting.Act;
                await ReleaseAsync(waiting.Arrival.Producer, waiting.Arrival.Aggregate, waiting.Ct);
                waiting.Done(turn.Outcome);
            }
            catch (Exception failure)
            {
                waiting.Failed(failure);
            }
        }
    }

    /// <summary>A lost race is run again at once, in a new scope; what is transient goes up, so that the endpoint pauses.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken ct)
    {
        for (var attempted = 1; ; attempted++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception failure)
                when (attempted < Attempts && !Faults.IsTransient(failure, ct))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempted), ct);
            }
        }
    }
}

using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// What happens to an event that arrives: inbox row, order, handlers and what they publish in one commit; then the events that
/// waited for it, each in a commit of its own. Events of different aggregates that arrive together share a commit, and when that fails
/// each is taken alone, as if it had come alone. The broker's consumers come in here, and so do tests.
/// </summary>
public sealed class InboxPipeline
{
    private const int Attempts = 4;
    private readonly IServiceProvider _services;
    private readonly ServiceMessaging _messaging;
    private readonly MessagingMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<InboxPipeline> _logger;
    private readonly Lanes _lanes = new();
    private readonly Gathering _gathering;

    internal InboxPipeline(
        IServiceProvider services,
        ServiceMessaging messaging,
        MessagingMetrics metrics,
        MessagingOptions options,
        TimeProvider clock,
        ILogger<InboxPipeline> logger
    )
    {
        _gathering = new(options.Concurrency, options.Together, TakeAsync);
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

    internal async Task<DeliveryOutcome> DeliverAsync(Arrival arrival, CancellationToken ct)
    {
        using var activity = Tracing.Handle(arrival);
        using var lane = await _lanes.EnterAsync(arrival.Aggregate, ct);

        // The lane is held: of one aggregate only one event at a time can be among those that share a commit.
        var (outcome, successorWaits) = await _gathering.TakeAsync(
            new(arrival, activity ?? Activity.Current, ct)
        );
        _metrics.Delivered(arrival.Queue, outcome);
        activity?.SetTag("messaging.outcome", outcome.ToString());
        if (successorWaits)
            await ReleaseInLaneAsync(arrival.Producer, arrival.Aggregate, ct);
        return outcome;
    }

    /// <summary>Applies the held events of an aggregate whose turn has come.</summary>
    internal async Task ReleaseAsync(string producer, string aggregate, CancellationToken ct)
    {
        using var lane = await _lanes.EnterAsync(aggregate, ct);
        await ReleaseInLaneAsync(producer, aggregate, ct);
    }

    private async Task TakeAsync(IReadOnlyList<Waiting> together)
    {
        if (together.Count > 1 && await TryTogetherAsync(together))
            return;
        foreach (var waiting in together)
        {
            Activity.Current = waiting.Act;
            try
            {
                waiting.Done(
                    await RetryAsync(() => TakeAloneAsync(waiting.Arrival, waiting.Ct), waiting.Ct)
                );
            }
            catch (Exception failure)
            {
                waiting.Failed(failure);
            }
        }
    }

    /// <summary>All in one commit, or nothing of it: then it is as if nobody had tried.</summary>
    private async Task<bool> TryTogetherAsync(IReadOnlyList<Waiting> together)
    {
        try
        {
            Activity.Current = null; // what they share is nobody's act
            var ct = together[0].Ct;
            var ordered = together.OrderBy(w => w.LockOrder, StringComparer.Ordinal).ToList();
            await using var shared = WorkerScope.Open(_services);
            var connection = await shared.ConnectionAsync(ct);
            await using var transaction = await shared.Db.Database.BeginTransactionAsync(ct);
            var npgsql = (NpgsqlTransaction)transaction.GetDbTransaction();
            var turns = await Turn.TakeAsync(
                connection,
                npgsql,
                [.. ordered.Select(w => (w.Arrival, HeldBody(w.Arrival)))],
                _clock.GetUtcNow(),
                ct
            );
            foreach (var (waiting, turn) in ordered.Zip(turns))
            {
                Activity.Current = waiting.Act;
                // A scope of its own, as if it had come alone: no handler meets what another one has read or changed in memory.
                if (
                    turn.Outcome != DeliveryOutcome.Duplicate
                    && (
                        turn.Outcome == DeliveryOutcome.Late
                        || _messaging.HandlersOf(waiting.Arrival.Shape.Type).Count > 0
                    )
                )
                {
                    await using var scope = await WorkerScope.JoinAsync(_services, npgsql, ct);
                    await ApplyAsync(scope, npgsql, waiting.Arrival, turn.Outcome, ct);
                }
            }
            await transaction.CommitAsync(ct);
            foreach (var (waiting, turn) in ordered.Zip(turns))
                waiting.Done(turn);
            return true;
        }
        catch (Exception failure)
        {
            _logger.LogDebug(failure, "{Count} events are taken one by one", together.Count);
            return false;
        }
    }

    private async Task<Taken> TakeAloneAsync(Arrival arrival, CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(_services);
        var connection = await scope.ConnectionAsync(ct);
        var now = _clock.GetUtcNow();

        // Nobody here cares for this type: inbox and cursor in one statement that commits by itself.
        if (_messaging.HandlersOf(arrival.Shape.Type).Count == 0)
        {
            var only = await Turn.TakeAsync(connection, null, arrival, null, now, ct);
            if (only.Outcome == DeliveryOutcome.Late)
                await Turn.MarkLateAsync(connection, null, arrival, ct);
            return only;
        }

        await using var transaction = await scope.Db.Database.BeginTransactionAsync(ct);
        var npgsql = (NpgsqlTransaction)transaction.GetDbTransaction();
        var taken = await Turn.TakeAsync(connection, npgsql, arrival, HeldBody(arrival), now, ct);
        if (taken.Outcome == DeliveryOutcome.Duplicate)
            return taken;
        await ApplyAsync(scope, npgsql, arrival, taken.Outcome, ct);
        await transaction.CommitAsync(ct);
        return taken;
    }

    private string? HeldBody(Arrival arrival) =>
        _messaging.HandlersOf(arrival.Shape.Type).Any(h => h.Ordering == Ordering.Ordered)
            ? arrival.Body()
            : null;

    private async Task ApplyAsync(
        WorkerScope scope,
        NpgsqlTransaction transaction,
        Arrival arrival,
        DeliveryOutcome outcome,
        CancellationToken ct
    )
    {
        var connection = transaction.Connection!;
        if (outcome == DeliveryOutcome.Late)
            await Turn.MarkLateAsync(connection, transaction, arrival, ct);
        var handlers = _messaging.HandlersOf(arrival.Shape.Type);
        if (handlers.Count == 0)
            return;

        var copies = _messaging.CopiesOf(arrival.Producer);
        var intact = await copies.IsIntactAsync(
            connection,
            arrival.Producer,
            arrival.Aggregate,
            ct
        );
        foreach (var handler in handlers)
        {
            var applies = handler.Ordering switch
            {
                Ordering.Ordered => outcome == DeliveryOutcome.Applied,
                Ordering.Latest => await Turn.IsNewestAsync(
                    connection,
                    transaction,
                    arrival,
                    handler.HandlerType,
                    ct
                ),
                _ => true,
            };
            if (applies)
                await handler.Handle(scope.Services, arrival.Event, ct);
        }
        await scope.Db.SaveChangesAsync(ct);
        // What was broken before stays so until it is mended: a new seal would hide it.
        if (intact)
            await copies.SealAsync(
                connection,
                transaction,
                arrival.Producer,
                arrival.Aggregate,
                ct
            );
    }

    private async Task ReleaseInLaneAsync(string producer, string aggregate, CancellationToken ct)
    {
        // What was being handled when it failed: by now the turn may be another one's.
        long? at = null;
        try
        {
            while (
                await RetryAsync(() => ReleaseNextAsync(producer, aggregate, s => at = s, ct), ct)
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

    private async Task<bool> ReleaseNextAsync(
        string producer,
        string aggregate,
        Action<long> taken,
        CancellationToken ct
    )
    {
        await using var scope = WorkerScope.Open(_services);
        var connection = await scope.ConnectionAsync(ct);
        await using var transaction = await scope.Db.Database.BeginTransactionAsync(ct);
        var released = await HeldEvents.TakeNextAsync(
            connection,
            (NpgsqlTransaction)transaction.GetDbTransaction(),
            producer,
            aggregate,
            ct
        );
        if (released is null)
            return false;
        taken(released.Sequence);

        var copies = _messaging.CopiesOf(producer);
        var intact = await copies.IsIntactAsync(connection, producer, aggregate, ct);
        var arrival = released.ToArrival(_messaging.Service, producer);
        using var activity = arrival is null ? null : Tracing.Handle(arrival);
        if (arrival is not null)
            foreach (var handler in _messaging.HandlersOf(arrival.Shape.Type))
                if (handler.Ordering == Ordering.Ordered)
                    await handler.Handle(scope.Services, arrival.Event, ct);
        if (released.Asked)
            Gap.Closed(scope.Services, producer, aggregate, released.Sequence);

        await scope.Db.SaveChangesAsync(ct);
        if (intact)
            await copies.SealAsync(
                connection,
                (NpgsqlTransaction)transaction.GetDbTransaction(),
                producer,
                aggregate,
                ct
            );
        await transaction.CommitAsync(ct);
        return true;
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

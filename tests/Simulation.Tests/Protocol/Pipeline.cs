using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>A handler met poison.</summary>
internal sealed class PoisonException : Exception;

/// <summary>InboxPipeline.cs in the simulated process: one method for each of its own, every await a moment at which it may fail or die.</summary>
internal sealed class Pipeline
{
    private const int Attempts = 4;
    private readonly Replica _replica;
    private readonly Gathering _gathering;

    public Pipeline(Replica replica)
    {
        _replica = replica;
        var weather = replica.World.Weather;
        _gathering = new(replica, weather.Concurrency, weather.Together, TakeAsync);
    }

    private Service Service => _replica.Service;

    public async Task<DeliveryOutcome> DeliverAsync(Message message, string queue) =>
        await _gathering.TakeAsync(new(_replica, message, queue));

    public async Task ReleaseAsync(string producer, string aggregate)
    {
        long? at = null;
        try
        {
            while (await RetryAsync(() => ReleaseNextAsync(producer, aggregate, s => at = s)))
                at = null;
        }
        catch (Exception failure) when (failure is not AwayException)
        {
            if (at is not { } sequence)
                return;
            var queue = OutboxStatements.QueueOf(Service.Name, producer);
            await _replica.StatementAsync(
                "sets a held event aside",
                tx =>
                    Service.Inbox.SetAsideHeld(
                        tx,
                        queue,
                        producer,
                        aggregate,
                        sequence,
                        _replica.World.Now
                    ),
                ("cursor", producer, aggregate)
            );
        }
    }

    /// <summary>Runs an act again after a lost race, or whatever else is not the database being away.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> attempt)
    {
        for (var attempted = 1; ; attempted++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception failure) when (attempted < Attempts && failure is not AwayException)
            {
                await _replica.World.Pause(
                    _replica,
                    TimeSpan.FromMilliseconds(20 * attempted),
                    "runs again"
                );
            }
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
                if (Service.Twin == Twin.OneOfThoseTogetherIsRetaken && waiting != together[0])
                    waiting.Taken.Keep(DeliveryOutcome.Applied);
                else
                    await SettleAsync([waiting], await RetryAsync(() => CommitAsync([waiting])));
            }
            catch (Exception failure)
            {
                waiting.Taken.Break(failure);
            }
        }
    }

    private async Task<IReadOnlyList<Taken>?> TryTogetherAsync(IReadOnlyList<Waiting> together)
    {
        try
        {
            var taken = await CommitAsync(together);
            Service.Shared++;
            return taken;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task SettleAsync(IReadOnlyList<Waiting> together, IReadOnlyList<Taken> taken)
    {
        foreach (var (waiting, turn) in together.Zip(taken))
            if (!turn.SuccessorWaits)
                waiting.Taken.Keep(turn.Outcome);
        foreach (var (waiting, turn) in together.Zip(taken))
        {
            if (!turn.SuccessorWaits)
                continue;
            try
            {
                await ReleaseAsync(waiting.Message.Producer, waiting.Message.Aggregate);
                waiting.Taken.Keep(turn.Outcome);
            }
            catch (Exception failure)
            {
                waiting.Taken.Break(failure);
            }
        }
    }

    /// <summary>InboxCommit.TakeAsync. Each event is saved by itself, as before a handler that does not read by key.</summary>
    private async Task<IReadOnlyList<Taken>> CommitAsync(IReadOnlyList<Waiting> together)
    {
        using var session = new Session(_replica);
        await session.StepAsync(together.Count > 1 ? "takes turns together" : "takes its turn");
        var turns = new List<Taken>();
        foreach (var waiting in together)
            turns.Add(await TakeTurnAsync(session.Transaction, waiting));
        if (turns.TrueForAll(turn => turn.Outcome == DeliveryOutcome.Duplicate))
            return turns;
        foreach (var (waiting, turn) in together.Zip(turns))
            if (turn.Outcome != DeliveryOutcome.Duplicate)
                await ApplyAsync(session, waiting, turn.Outcome);
        if (Service.Twin == Twin.DoneTogetherBeforeCommit && together.Count > 1)
            foreach (var (waiting, turn) in together.Zip(turns))
                waiting.Taken.Keep(turn.Outcome);
        await session.CommitAsync();
        return turns;
    }

    private IReadOnlyList<Handler> HandlersOf(Waiting waiting) =>
        Service.HandlersOf(waiting.Message.Event.GetType());

    private async Task<Taken> TakeTurnAsync(Transaction tx, Waiting waiting)
    {
        var (message, queue, inbox) = (waiting.Message, waiting.Queue, Service.Inbox);
        await tx.LockAsync(_replica, ("inbox", inbox.KeyOf(message, queue)));
        await tx.LockAsync(_replica, ("cursor", message.Producer, message.Aggregate));
        var holdBody = HandlersOf(waiting).Any(h => h.Ordering == Ordering.Ordered);
        return inbox.Take(tx, message, queue, holdBody, _replica.World.Now);
    }

    private async Task ApplyAsync(Session session, Waiting waiting, DeliveryOutcome outcome)
    {
        var (message, queue, inbox) = (waiting.Message, waiting.Queue, Service.Inbox);
        if (outcome == DeliveryOutcome.Late)
            inbox.MarkLate(session.Transaction, message, queue);
        var handlers = HandlersOf(waiting);
        if (handlers.Count == 0)
            return;
        foreach (var handler in handlers)
        {
            var applies = handler.Ordering switch
            {
                Ordering.Ordered => outcome == DeliveryOutcome.Applied,
                Ordering.Latest => inbox.IsNewest(session.Transaction, message, handler.Name),
                _ => true,
            };
            if (applies)
                await HandleAsync(session, handler, message);
        }
        await session.SaveAsync();
    }

    private async Task<bool> ReleaseNextAsync(string producer, string aggregate, Action<long> taken)
    {
        using var session = new Session(_replica);
        await session.StepAsync("takes the next held");
        await session.LockAsync(("cursor", producer, aggregate));
        if (Service.Inbox.TakeNext(session.Transaction, producer, aggregate) is not { } released)
            return false;
        taken(released.Message.Sequence);
        if (released.HasBody)
            foreach (var handler in Service.HandlersOf(released.Message.Event.GetType()))
                if (handler.Ordering == Ordering.Ordered)
                    await HandleAsync(session, handler, released.Message);
        if (released.AskedAt is not null)
            session.Met(
                OutboxStatements.GapClosed,
                OutboxStatements.KeyOf((producer, aggregate, released.Message.Sequence))
            );
        await session.SaveAsync();
        await session.CommitAsync();
        return true;
    }

    private async Task HandleAsync(Session session, Handler handler, Message message)
    {
        await handler.Handle(session, message.Event);
        session.Write(() =>
            Service.Effects.Put(
                session.Transaction,
                Service.Effects.NextId(),
                new Effect(handler.Name, message)
            )
        );
        if (Service.Poisons(handler, message))
            throw new PoisonException();
    }
}

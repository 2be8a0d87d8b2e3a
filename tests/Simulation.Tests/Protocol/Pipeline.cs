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
    private readonly Lanes _lanes = new();
    private readonly Gathering _gathering;

    public Pipeline(Replica replica)
    {
        _replica = replica;
        var weather = replica.World.Weather;
        _gathering = new(replica, weather.Concurrency, weather.Together, TakeAsync);
    }

    private Service Service => _replica.Service;

    public async Task<DeliveryOutcome> DeliverAsync(Message message, string queue)
    {
        await _lanes.EnterAsync(_replica, message.Aggregate);
        try
        {
            var (outcome, successorWaits) = await _gathering.TakeAsync(
                new(_replica, message, queue)
            );
            if (successorWaits)
                await ReleaseInLaneAsync(message.Producer, message.Aggregate);
            return outcome;
        }
        finally
        {
            _lanes.Leave(message.Aggregate);
        }
    }

    public async Task ReleaseAsync(string producer, string aggregate)
    {
        await _lanes.EnterAsync(_replica, aggregate);
        try
        {
            await ReleaseInLaneAsync(producer, aggregate);
        }
        finally
        {
            _lanes.Leave(aggregate);
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
        if (together.Count > 1 && await TryTogetherAsync(together))
            return;
        foreach (var waiting in together)
        {
            try
            {
                if (Service.Twin == Twin.OneOfThoseTogetherIsRetaken && waiting != together[0])
                    waiting.Taken.Keep(new(DeliveryOutcome.Applied, false));
                else
                    waiting.Taken.Keep(await RetryAsync(() => TakeAloneAsync(waiting)));
            }
            catch (Exception failure)
            {
                waiting.Taken.Break(failure);
            }
        }
    }

    private async Task<bool> TryTogetherAsync(IReadOnlyList<Waiting> together)
    {
        try
        {
            var ordered = together
                .OrderBy(waiting => waiting.Message.LockOrder, StringComparer.Ordinal)
                .ToList();
            using var shared = new Session(_replica);
            await shared.StepAsync("takes turns together");
            var turns = new List<Taken>();
            foreach (var waiting in ordered)
                turns.Add(await TakeTurnAsync(shared.Transaction, waiting));
            foreach (var (waiting, turn) in ordered.Zip(turns))
            {
                if (turn.Outcome == DeliveryOutcome.Duplicate)
                    continue;
                using var scope = shared.Join();
                await ApplyAsync(scope, waiting, turn.Outcome);
            }
            if (Service.Twin == Twin.DoneTogetherBeforeCommit)
                foreach (var (waiting, turn) in ordered.Zip(turns))
                    waiting.Taken.Keep(turn);
            await shared.CommitAsync();
            Service.Shared++;
            foreach (var (waiting, turn) in ordered.Zip(turns))
                waiting.Taken.Keep(turn);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task<Taken> TakeAloneAsync(Waiting waiting)
    {
        // Nobody here cares for this type: inbox and cursor in one statement that commits by itself.
        if (HandlersOf(waiting).Count == 0)
        {
            var only = await _replica.StatementAsync(
                "takes its turn alone",
                tx => TakeTurnAsync(tx, waiting)
            );
            if (only.Outcome == DeliveryOutcome.Late)
                await _replica.StatementAsync(
                    "marks it late",
                    tx => Service.Inbox.MarkLate(tx, waiting.Message, waiting.Queue)
                );
            return only;
        }

        using var session = new Session(_replica);
        await session.StepAsync("takes its turn");
        var taken = await TakeTurnAsync(session.Transaction, waiting);
        if (taken.Outcome == DeliveryOutcome.Duplicate)
            return taken;
        await ApplyAsync(session, waiting, taken.Outcome);
        await session.CommitAsync();
        return taken;
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

    private async Task ReleaseInLaneAsync(string producer, string aggregate)
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

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
        _gathering = new(replica, weather.Concurrency, weather.Together, weather.Rest, TakeAsync);
    }

    private Service Service => _replica.Service;

    public async Task<DeliveryOutcome> DeliverAsync(
        Message message,
        string queue,
        bool mayRest = false
    ) => await _gathering.TakeAsync(new(message, queue, mayRest && !Service.Hurries(message)));

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

    /// <summary>InboxCommit.TakeAsync.</summary>
    private async Task<IReadOnlyList<Taken>> CommitAsync(IReadOnlyList<Waiting> together)
    {
        // Nobody here cares for any of them: inbox and cursors in one round trip that commits by itself.
        if (together.All(waiting => HandlersOf(waiting).Count == 0))
        {
            var only = await _replica.StatementAsync(
                "takes turns that nobody cares for",
                tx => TakeTurnsAsync(tx, together)
            );
            foreach (var (waiting, turn) in together.Zip(only))
                if (turn.Outcome == DeliveryOutcome.Late)
                    await _replica.StatementAsync(
                        "marks it late",
                        tx => Service.Inbox.MarkLate(tx, waiting.Message, waiting.Queue)
                    );
            return only;
        }

        using var session = new Session(_replica);
        await session.StepAsync(together.Count > 1 ? "takes turns together" : "takes its turn");
        var turns = await TakeTurnsAsync(session.Transaction, together);
        if (turns.All(turn => turn.Outcome == DeliveryOutcome.Duplicate))
            return turns;
        var unsaved = false;
        foreach (var (waiting, turn) in together.Zip(turns))
            if (turn.Outcome != DeliveryOutcome.Duplicate)
                unsaved = await ApplyAsync(session, waiting, turn.Outcome, unsaved);
        if (unsaved)
            await session.SaveAsync();
        if (Service.Twin == Twin.DoneTogetherBeforeCommit && together.Count > 1)
            foreach (var (waiting, turn) in together.Zip(turns))
                waiting.Taken.Keep(turn.Outcome);
        await session.CommitAsync();
        return turns;
    }

    /// <summary>Turn.TakeAsync: the first event of every aggregate, then the second ones, and so on; all locks of a statement in its order.</summary>
    private async Task<IReadOnlyList<Taken>> TakeTurnsAsync(
        Transaction tx,
        IReadOnlyList<Waiting> together
    )
    {
        var turns = new Dictionary<Waiting, Taken>(ReferenceEqualityComparer.Instance);
        var waves = together
            .GroupBy(waiting => (waiting.Message.Producer, waiting.Message.Aggregate))
            .SelectMany(life => life.Select((waiting, wave) => (waiting, wave)))
            .GroupBy(place => place.wave, place => place.waiting);
        foreach (var wave in waves.OrderBy(wave => wave.Key))
        {
            var inOrder = together.Where(wave.Contains).ToList();
            foreach (var waiting in inOrder)
                await tx.LockAsync(
                    _replica,
                    ("inbox", Service.Inbox.KeyOf(waiting.Message, waiting.Queue))
                );
            foreach (var waiting in inOrder)
                if (!Service.Inbox.Knows(tx, waiting.Message, waiting.Queue))
                    await tx.LockAsync(
                        _replica,
                        ("cursor", waiting.Message.Producer, waiting.Message.Aggregate)
                    );
            foreach (var waiting in inOrder)
                turns[waiting] = Service.Inbox.Take(
                    tx,
                    waiting.Message,
                    waiting.Queue,
                    _replica.World.Now
                );
        }
        return [.. together.Select(waiting => turns[waiting])];
    }

    private IReadOnlyList<Handler> HandlersOf(Waiting waiting) =>
        Service.HandlersOf(waiting.Message.Event.GetType());

    private async Task<bool> ApplyAsync(
        Session session,
        Waiting waiting,
        DeliveryOutcome outcome,
        bool unsaved
    )
    {
        var (tx, message, inbox) = (session.Transaction, waiting.Message, Service.Inbox);
        var handlers = HandlersOf(waiting);
        if (outcome == DeliveryOutcome.Late)
            inbox.MarkLate(tx, message, waiting.Queue);
        else if (
            outcome == DeliveryOutcome.Held
            && handlers.Any(h => h.Ordering == Ordering.Ordered)
        )
            inbox.KeepBody(tx, message);
        foreach (var handler in handlers)
        {
            var applies = handler.Ordering switch
            {
                Ordering.Ordered => outcome == DeliveryOutcome.Applied,
                Ordering.Latest => inbox.IsNewest(tx, message, handler.Name),
                _ => true,
            };
            if (!applies)
                continue;
            if (unsaved && !handler.ReadsByKey)
                await session.SaveAsync();
            await HandleAsync(session, handler, message);
            unsaved = true;
        }
        return unsaved;
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

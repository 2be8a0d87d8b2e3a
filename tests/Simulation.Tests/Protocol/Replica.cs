using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>A handler met poison.</summary>
internal sealed class PoisonException : Exception;

/// <summary>
/// An instance of a service: what InboxPipeline, EventReceiver, OutboxRelay, BrokerChores and the clocks do, with every await a moment
/// at which it may fail or die.
/// </summary>
internal sealed class Replica : Process
{
    private const int Attempts = 4;
    public static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Relay _relay;
    private Lanes _lanes = new();

    public Replica(Service service, string name)
        : base(service.World, name, mayCrash: true)
    {
        Service = service;
        _relay = new Relay(this);
    }

    public Service Service { get; }

    /// <summary>EventReceiver: transient faults wait here; what cannot be handled is listed, and has no outcome.</summary>
    public async Task<DeliveryOutcome?> ReceiveAsync(Message message, string queue)
    {
        while (true)
        {
            try
            {
                try
                {
                    return await DeliverAsync(message, queue);
                }
                catch (Exception failure) when (failure is not AwayException)
                {
                    await Step("lists an error");
                    Service.Database.Run(tx =>
                    {
                        Service.Inbox.AddError(tx, message, queue);
                        return true;
                    });
                    return null;
                }
            }
            catch (AwayException)
            {
                await World.Pause(this, Pause, "waits for the database");
            }
        }
    }

    /// <summary>InboxPipeline.DeliverAsync.</summary>
    public async Task<DeliveryOutcome> DeliverAsync(Message message, string queue)
    {
        await _lanes.EnterAsync(this, message.Aggregate);
        try
        {
            var (outcome, successorWaits) = await RetryAsync(() => TakeAsync(message, queue));
            if (successorWaits)
                await ReleaseInLaneAsync(message.Producer, message.Aggregate);
            return outcome;
        }
        finally
        {
            _lanes.Leave(message.Aggregate);
        }
    }

    /// <summary>InboxPipeline.ReleaseAsync.</summary>
    public async Task ReleaseAsync(string producer, string aggregate)
    {
        await _lanes.EnterAsync(this, aggregate);
        try
        {
            await ReleaseInLaneAsync(producer, aggregate);
        }
        finally
        {
            _lanes.Leave(aggregate);
        }
    }

    /// <summary>RedriveErrors: all of the list, in the order of lives.</summary>
    public async Task RedriveAsync()
    {
        foreach (
            var (key, error) in Service
                .Tables.Error.Committed.OrderBy(
                    row => row.Value.Message.Aggregate,
                    StringComparer.Ordinal
                )
                .ThenBy(row => row.Value.Message.Sequence)
                .ToList()
        )
        {
            try
            {
                if (Service.Database.Run(tx => Service.Inbox.UnsetFailed(tx, key.MessageId)))
                    await ReleaseAsync(error.Message.Producer, error.Message.Aggregate);
                else
                    await DeliverAsync(error.Message, key.Queue);
                Service.Database.Run(tx => Service.Inbox.RemoveError(tx, key.MessageId, key.Queue));
            }
            catch (Exception)
            {
                Service.Database.Run(tx =>
                {
                    Service.Inbox.AddError(tx, error.Message, key.Queue);
                    return true;
                });
            }
        }
    }

    public async Task DoAsync(Chore chore)
    {
        try
        {
            await Step("begins");
            if (chore == Chore.Relay)
                await _relay.RunAsync();
            else if (chore == Chore.Gaps)
                await _relay.AskAsync();
            else if (chore == Chore.Deadlines)
                while (await ElapseNextAsync()) { }
            else if (chore == Chore.Expectations)
                Service.Database.Run(tx =>
                {
                    Service.Clock.Meet(tx, World.Now);
                    Service.Clock.SweepCleared(tx);
                    return true;
                });
            else
                foreach (
                    var (producer, aggregate) in Service.Database.Run(Service.Clock.LeftBehind)
                )
                    await ReleaseAsync(producer, aggregate);
            if (chore != Chore.Relay)
                Service.Plan(chore); // who leaves the relay's lock does it there
        }
        catch (AwayException)
        {
            Service.Wake(chore, World.Now + Pause);
        }
    }

    /// <summary>An act over HTTP or a deadline: in one transaction, run again after a lost race.</summary>
    public Task<T> ActAsync<T>(Func<Session, Task<T>> act) =>
        RetryAsync(async () =>
        {
            using var session = new Session(this);
            var answer = await act(session);
            await session.SaveAsync();
            await session.CommitAsync();
            return answer;
        });

    /// <summary>One statement that waits for whoever is changing the row that it changes.</summary>
    public async Task RunAsync(object row, Action<Transaction> statement)
    {
        var transaction = Service.Database.Begin();
        Action fall = transaction.Rollback;
        AtCrash(fall);
        await transaction.LockAsync(this, row);
        statement(transaction);
        transaction.Commit();
        Returned(fall);
    }

    protected override void Died() => _lanes = new Lanes();

    protected override void Started()
    {
        foreach (var chore in Enum.GetValues<Chore>())
            World.Start(
                this,
                chore.ToString(),
                TimeSpan.FromMilliseconds(10),
                () => DoAsync(chore)
            );
        Service.Broker.Pump(Service);
    }

    private async Task<(DeliveryOutcome, bool)> TakeAsync(Message message, string queue)
    {
        using var session = new Session(this);
        var (tx, inbox) = (session.Transaction, Service.Inbox);
        var handlers = Service.HandlersOf(message.Event.GetType());

        await session.StepAsync("takes its turn");
        await session.LockAsync(("inbox", inbox.KeyOf(message, queue)));
        await session.LockAsync(("cursor", message.Producer, message.Aggregate));
        var holdBody = handlers.Any(h => h.Ordering == Ordering.Ordered);
        var (outcome, successorWaits) = inbox.Take(tx, message, queue, holdBody, World.Now);
        if (outcome == DeliveryOutcome.Duplicate)
            return (outcome, false);
        if (outcome == DeliveryOutcome.Late)
            inbox.MarkLate(tx, message, queue);

        foreach (var handler in handlers)
        {
            var applies = handler.Ordering switch
            {
                Ordering.Ordered => outcome == DeliveryOutcome.Applied,
                Ordering.Latest => inbox.IsNewest(tx, message, handler.Name),
                _ => true,
            };
            if (applies)
                await HandleAsync(session, handler, message);
        }
        await session.SaveAsync();
        await session.CommitAsync();
        return (outcome, successorWaits);
    }

    private async Task ReleaseInLaneAsync(string producer, string aggregate)
    {
        try
        {
            while (await RetryAsync(() => ReleaseNextAsync(producer, aggregate))) { }
        }
        catch (Exception failure) when (failure is not AwayException)
        {
            await Step("sets a held event aside");
            var queue = OutboxStatements.QueueOf(Service.Name, producer);
            await RunAsync(
                ("cursor", producer, aggregate),
                tx => Service.Inbox.SetAsideHeld(tx, queue, producer, aggregate, World.Now)
            );
        }
    }

    private async Task<bool> ReleaseNextAsync(string producer, string aggregate)
    {
        using var session = new Session(this);
        await session.StepAsync("takes the next held");
        await session.LockAsync(("cursor", producer, aggregate));
        if (Service.Inbox.TakeNext(session.Transaction, producer, aggregate) is not { } released)
            return false;
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

    private async Task<bool> ElapseNextAsync()
    {
        using var session = new Session(this);
        await session.StepAsync("looks for deadlines");
        if (
            Service.Clock.Claim(session.Transaction, World.Now, World.Now, Service.Database)
            is not var (id, due, counts)
        )
            return false;
        await session.LockAsync(("deadline", id));
        try
        {
            if (counts && Service.Deadlines.TryGetValue(due.Kind, out var elapsed))
                await elapsed(session, due.Key, due.DueAt!.Value);
            await session.SaveAsync();
            await session.CommitAsync();
        }
        catch (Exception failure) when (failure is not AwayException)
        {
            session.Transaction.Rollback();
            await Step("postpones a deadline");
            Service.Database.Run(tx =>
            {
                var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(due.Attempts, 10)));
                Service.Clock.Postpone(tx, id, World.Now + pause);
                return true;
            });
        }
        return true;
    }

    private async Task<T> RetryAsync<T>(Func<Task<T>> attempt)
    {
        for (var attempted = 1; ; attempted++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception failure) when (attempted < Attempts && failure is not AwayException)
            {
                await World.Pause(this, TimeSpan.FromMilliseconds(20 * attempted), "runs again");
            }
        }
    }
}

using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>
/// An instance of a service: what EventReceiver, RedriveErrors, OutboxRelay, BrokerChores and the clocks do, with every await a moment
/// at which it may fail or die.
/// </summary>
internal sealed class Replica : Process
{
    public static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan WaitInHand = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly Relay _relay;
    private Pipeline _pipeline;

    public Replica(Service service, string name)
        : base(service.World, name, mayCrash: true)
    {
        Service = service;
        _relay = new Relay(this);
        _pipeline = new Pipeline(this);
    }

    public Service Service { get; }

    /// <summary>EventReceiver: transient faults wait here for a while; what cannot be handled is listed, and has no outcome.</summary>
    public async Task<DeliveryOutcome?> ReceiveAsync(Message message, string queue)
    {
        var since = World.Now;
        while (true)
        {
            try
            {
                try
                {
                    return await _pipeline.DeliverAsync(message, queue, mayRest: true);
                }
                catch (Exception failure) when (failure is not AwayException)
                {
                    await ListAsync(message, queue);
                    return null;
                }
            }
            catch (AwayException) when (World.Now - since <= WaitInHand)
            {
                await World.Pause(this, Pause, "waits for the database");
            }
        }
    }

    /// <summary>InboxPipeline.DeliverAsync.</summary>
    public Task<DeliveryOutcome> DeliverAsync(Message message, string queue) =>
        _pipeline.DeliverAsync(message, queue);

    /// <summary>RedriveErrors: all of the list, in the order of lives. Whoever ordered it learns of a database that is away.</summary>
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
                if (
                    await StatementAsync(
                        "takes it back among the held",
                        tx => Service.Inbox.UnsetFailed(tx, key.MessageId)
                    )
                )
                    await _pipeline.ReleaseAsync(error.Message.Producer, error.Message.Aggregate);
                else
                    await DeliverAsync(error.Message, key.Queue);
                await StatementAsync(
                    "strikes it from the list",
                    tx => Service.Inbox.RemoveError(tx, key.MessageId, key.Queue)
                );
            }
            catch (Exception failure) when (failure is not AwayException)
            {
                await ListAsync(error.Message, key.Queue);
            }
        }
    }

    public async Task DoAsync(Chore chore)
    {
        try
        {
            if (chore == Chore.Relay)
                await _relay.RunAsync();
            else if (chore == Chore.Gaps)
                await _relay.AskAsync();
            else if (chore == Chore.Deadlines)
                while (await ElapseNextAsync()) { }
            else if (chore == Chore.Expectations)
                await StatementAsync(
                    "brings answers and expectations together",
                    tx =>
                    {
                        Service.Clock.Meet(tx, World.Now);
                        Service.Clock.SweepCleared(tx);
                        Service.Inbox.StrikeHandled(tx);
                    }
                );
            else
                foreach (
                    var (producer, aggregate) in await StatementAsync(
                        "looks for what was left behind",
                        Service.Clock.LeftBehind
                    )
                )
                    await _pipeline.ReleaseAsync(producer, aggregate);
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
        _pipeline.RetryAsync(async () =>
        {
            using var session = new Session(this);
            var answer = await act(session);
            await session.SaveAsync();
            await session.CommitAsync();
            return answer;
        });

    /// <summary>A statement that commits by itself. When the connection breaks nobody can tell whether it did.</summary>
    public async Task<T> StatementAsync<T>(string what, Func<Transaction, Task<T>> statement)
    {
        await Ask(what);
        var transaction = Service.Database.Begin();
        Action fall = transaction.Rollback;
        AtCrash(fall);
        T result;
        try
        {
            result = await statement(transaction);
            transaction.Commit();
        }
        finally
        {
            transaction.Rollback();
            Returned(fall);
        }
        if (World.Breaks())
            throw new AwayException();
        return result;
    }

    /// <inheritdoc cref="StatementAsync{T}(string, Func{Transaction, Task{T}})" />
    public Task<T> StatementAsync<T>(string what, Func<Transaction, T> statement) =>
        StatementAsync(what, tx => Task.FromResult(statement(tx)));

    /// <summary>The same, when it waits for whoever is changing the row that it changes.</summary>
    public Task StatementAsync(string what, Action<Transaction> statement, object? row = null) =>
        StatementAsync(
            what,
            async tx =>
            {
                if (row is not null)
                    await tx.LockAsync(this, row);
                statement(tx);
                return true;
            }
        );

    protected override void Died() => _pipeline = new Pipeline(this);

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

    private Task ListAsync(Message message, string queue) =>
        StatementAsync("lists an error", tx => Service.Inbox.AddError(tx, message, queue));

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
            var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(due.Attempts, 10)));
            await StatementAsync(
                "postpones a deadline",
                tx => Service.Clock.Postpone(tx, id, World.Now + pause)
            );
        }
        return true;
    }
}

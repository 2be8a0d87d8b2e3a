using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>Somebody else has changed the row since it was read (a DbUpdateConcurrencyException, or a unique index), or a deadlock was ended.</summary>
internal sealed class LostRaceException : Exception;

/// <summary>
/// A transaction and what a DbContext does in it: rows are read as copies, changes and what they publish are written at
/// <see cref="SaveAsync"/>, and each row only when it is still the version that was read.
/// </summary>
internal sealed class Session : IOutbox, IDeadlines, IExpectations, IDisposable
{
    private readonly Replica _replica;
    private readonly Dictionary<(object Table, Guid Id), Action> _changes = [];
    private readonly Dictionary<(object Table, Guid Id), object> _read = [];
    private readonly List<Action> _rows = [];
    private readonly List<Message> _said = [];
    private readonly Action _fall;

    public Session(Replica replica)
    {
        (_replica, Transaction) = (replica, replica.Service.Database.Begin());
        _fall = Transaction.Rollback;
        replica.AtCrash(_fall);
    }

    public Transaction Transaction { get; }

    public Replica Replica => _replica;

    public DateTimeOffset Now => _replica.World.Now;

    public Guid NewId() => _replica.World.Dice.Id(Now);

    /// <summary>A round trip to the database, which may fail.</summary>
    public Pause StepAsync(string what) => _replica.Ask(what);

    /// <summary>Waits for a row lock, as <c>for update</c> or a unique index does.</summary>
    public Locking LockAsync(object key) => Transaction.LockAsync(_replica, key);

    /// <summary>A row to be changed; twice the same row is the same object.</summary>
    public async Task<T?> FindAsync<T>(Table<Guid, T> table, Guid id, bool forUpdate = false)
        where T : class
    {
        // As in SaveAsync, so that both mean the same lock.
        (object Table, Guid Id) key = (table, id);
        if (_read.TryGetValue(key, out var known))
            return (T)known;
        await StepAsync(table.Reads);
        if (forUpdate)
            await LockAsync(key);
        if (table.Find(Transaction, id) is not { } row)
            return null;
        var copy = Copies.Of(row);
        _read[key] = copy;
        _changes[key] = () =>
        {
            if (!ReferenceEquals(table.Find(Transaction, id), row))
                throw new LostRaceException();
            table.Put(Transaction, id, copy);
            row = copy; // the version that the next save of this session finds
        };
        return copy;
    }

    /// <summary>A new row.</summary>
    public void Add<T>(Table<Guid, T> table, Guid id, T row)
        where T : class
    {
        _read[(table, id)] = row;
        _changes[(table, id)] = () =>
        {
            if (table.Find(Transaction, id) is { } there && !ReferenceEquals(there, row))
                throw new LostRaceException();
            table.Put(Transaction, id, row);
        };
    }

    /// <summary>A row that is only ever added, or counted up under a lock.</summary>
    public void Write(Action row) => _rows.Add(row);

    public void Publish<TEvent>(TEvent @event)
        where TEvent : class => _said.Add(new Message(NewId(), @event));

    public void Set(string kind, string key, DateTimeOffset dueAt) =>
        _rows.Add(() => _replica.Service.Clock.SetDeadline(Transaction, kind, key, dueAt));

    public void Clear(string kind, string key) =>
        _rows.Add(() => _replica.Service.Clock.SetDeadline(Transaction, kind, key, null));

    public void Expect(string kind, string key, TimeSpan within)
    {
        var due = Now + within;
        _rows.Add(() => _replica.Service.Clock.Expect(Transaction, kind, key, due));
    }

    public void Met(string kind, string key)
    {
        var now = Now;
        _rows.Add(() => _replica.Service.Clock.Answer(Transaction, kind, key, now));
    }

    /// <summary>SaveChanges: rows, events and ids of the outbox, which count up now and are seen at the commit.</summary>
    public async Task SaveAsync()
    {
        await StepAsync("saves");
        foreach (var key in _changes.Keys)
            await LockAsync(key);
        foreach (var change in _changes.Values)
            change();
        foreach (var row in _rows)
            row();
        foreach (var message in _said)
            _replica.Service.Outbox.Publish(Transaction, message);
        _rows.Clear();
        _said.Clear();
    }

    /// <summary>Commits. When the connection breaks nobody can tell whether it did.</summary>
    public async Task CommitAsync()
    {
        await StepAsync("commits");
        Transaction.Commit();
        _replica.Returned(_fall);
        if (_replica.World.Breaks())
            throw new AwayException();
    }

    public void Dispose()
    {
        Transaction.Rollback();
        _replica.Returned(_fall);
    }
}

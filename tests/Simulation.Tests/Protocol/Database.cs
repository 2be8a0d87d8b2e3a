using System.Runtime.CompilerServices;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>
/// A database in memory, as far as the protocol leans on one: what a transaction writes is seen by others when it has committed, whole or
/// not at all; who locks a row makes others wait; identity columns count up at the insert, so that a larger id may commit first.
/// </summary>
internal sealed class Database
{
    private readonly Dictionary<object, Lock> _locks = [];

    /// <summary>Called after each commit with the tables that it touched.</summary>
    public Action<IReadOnlyList<object>> Committed { get; set; } = _ => { };

    /// <summary>Transactions that wait for a lock.</summary>
    public int Waiting => _locks.Values.Sum(l => l.Waiting.Count);

    /// <summary>Nobody holds it (<c>skip locked</c>).</summary>
    public bool IsFree(object key) =>
        !_locks.TryGetValue(key, out var known) || known.Holder is null;

    public Transaction Begin() => new(this);

    /// <summary>One statement that commits by itself.</summary>
    public T Run<T>(Func<Transaction, T> statement)
    {
        var transaction = Begin();
        var result = statement(transaction);
        transaction.Commit();
        return result;
    }

    internal sealed class Lock
    {
        public Transaction? Holder;
        public readonly Queue<Waiter> Waiting = new();
    }

    /// <summary>A transaction that waits, and the life of the process that wants to go on with it.</summary>
    internal readonly record struct Waiter(Transaction By, Process Process, int Life, Action Go)
    {
        public bool Gone => By.Ended || Process.Life != Life;
    }

    internal Lock LockOf(object key)
    {
        if (!_locks.TryGetValue(key, out var found))
            _locks[key] = found = new Lock();
        return found;
    }

    /// <summary>Whether who holds the row waits, over however many others, for this transaction.</summary>
    internal bool Deadlocks(Transaction transaction, object key)
    {
        for (var holder = LockOf(key).Holder; holder is not null; )
        {
            if (holder == transaction)
                return true;
            if (holder.WaitsFor is not { } next)
                return false;
            holder = LockOf(next).Holder;
        }
        return false;
    }

    internal void Free(object key)
    {
        var freed = _locks[key];
        freed.Holder = null;
        while (freed.Waiting.TryDequeue(out var next))
        {
            if (next.Gone)
                continue;
            freed.Holder = next.By;
            next.By.Got(key);
            next.Go();
            return;
        }
        _locks.Remove(key);
    }
}

/// <summary>A table whose rows are replaced, never changed.</summary>
internal sealed class Table<TKey, TRow>(string name)
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, TRow> _rows = [];
    private long _lastId;

    /// <summary>What is committed.</summary>
    public IReadOnlyDictionary<TKey, TRow> Committed => _rows;

    /// <summary>The next value of an identity column: taken for ever, also when the transaction fails.</summary>
    public long NextId() => ++_lastId;

    public TRow? Find(Transaction transaction, TKey key) =>
        transaction.Overlay(this) is { } overlay && overlay.TryGetValue(key, out var changed)
            ? changed
            : _rows.GetValueOrDefault(key);

    public void Put(Transaction transaction, TKey key, TRow row) =>
        transaction.Write(this)[key] = row;

    public void Delete(Transaction transaction, TKey key) => transaction.Write(this)[key] = null;

    /// <summary>All rows as the transaction sees them.</summary>
    public IEnumerable<KeyValuePair<TKey, TRow>> Rows(Transaction transaction)
    {
        if (transaction.Overlay(this) is not { } overlay)
            return _rows;
        return _rows
            .Where(row => !overlay.ContainsKey(row.Key))
            .Concat(overlay.Where(row => row.Value is not null)!);
    }

    public override string ToString() => name;

    internal void Apply(Dictionary<TKey, TRow?> overlay)
    {
        foreach (var (key, row) in overlay)
            if (row is null)
                _rows.Remove(key);
            else
                _rows[key] = row;
    }
}

/// <summary>All or nothing. A dead process leaves it to fall back.</summary>
internal sealed class Transaction(Database database)
{
    private readonly List<object> _tables = [];
    private readonly List<(object Overlay, Action Apply)> _writes = [];
    private readonly List<object> _locks = [];

    public bool Ended { get; private set; }

    /// <summary>The row that somebody else has locked.</summary>
    internal object? WaitsFor { get; set; }

    /// <summary>It was chosen to end a deadlock (40P01).</summary>
    internal bool Deadlocked { get; set; }

    /// <summary>Waits until the row is nobody else's; it stays ours until the end of the transaction.</summary>
    public Locking LockAsync(Process process, object key) => new(database, this, process, key);

    public void Commit()
    {
        End();
        foreach (var (_, apply) in _writes)
            apply();
        Release();
        if (_tables.Count > 0)
            database.Committed(_tables);
    }

    public void Rollback()
    {
        if (Ended)
            return;
        End();
        Release();
    }

    internal Dictionary<TKey, TRow?>? Overlay<TKey, TRow>(Table<TKey, TRow> table)
        where TKey : notnull
        where TRow : class
    {
        var at = _tables.IndexOf(table);
        return at < 0 ? null : (Dictionary<TKey, TRow?>)_writes[at].Overlay;
    }

    internal Dictionary<TKey, TRow?> Write<TKey, TRow>(Table<TKey, TRow> table)
        where TKey : notnull
        where TRow : class
    {
        if (Ended)
            throw new InvalidOperationException("The transaction has ended.");
        if (Overlay(table) is { } known)
            return known;
        var overlay = new Dictionary<TKey, TRow?>();
        _tables.Add(table);
        _writes.Add((overlay, () => table.Apply(overlay)));
        return overlay;
    }

    internal void Got(object key)
    {
        WaitsFor = null;
        _locks.Add(key);
    }

    private void End()
    {
        if (Ended)
            throw new InvalidOperationException("The transaction has ended.");
        Ended = true;
    }

    private void Release()
    {
        foreach (var key in _locks)
            database.Free(key);
        _locks.Clear();
    }
}

/// <summary>Awaiting a row lock.</summary>
internal readonly struct Locking(
    Database database,
    Transaction transaction,
    Process process,
    object key
) : ICriticalNotifyCompletion
{
    public Locking GetAwaiter() => this;

    public bool IsCompleted
    {
        get
        {
            var wanted = database.LockOf(key);
            if (wanted.Holder == transaction)
                return true;
            if (wanted.Holder is not null)
                return transaction.Deadlocked = database.Deadlocks(transaction, key);
            wanted.Holder = transaction;
            transaction.Got(key);
            return true;
        }
    }

    public void GetResult()
    {
        if (transaction.Deadlocked)
            throw new LostRaceException();
    }

    public void OnCompleted(Action continuation)
    {
        transaction.WaitsFor = key;
        var (waits, text) = (process, $"locks {key}");
        database
            .LockOf(key)
            .Waiting.Enqueue(
                new(
                    transaction,
                    waits,
                    waits.Life,
                    () => waits.World.Later(TimeSpan.Zero, waits, text, continuation)
                )
            );
    }

    public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);
}

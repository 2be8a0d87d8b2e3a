using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>
/// A database in memory, as far as the protocol leans on one: what a transaction writes is seen by others when it has committed, whole or
/// not at all; who locks a row makes others wait; identity columns count up at the insert, so that a larger id may commit first.
/// </summary>
internal sealed class Database
{
    private readonly Dictionary<object, RowLock> _locks = [];

    /// <summary>Called after each commit with the tables that it touched.</summary>
    public Action<IEnumerable<object>> Committed { get; set; } = _ => { };

    /// <summary>Transactions that wait for a lock.</summary>
    public int Waiting => _locks.Values.Sum(row => row.Waiting);

    /// <summary>Nobody holds it (<c>skip locked</c>).</summary>
    public bool IsFree(object key) => LockOf(key).Holder is null;

    public RowLock LockOf(object key)
    {
        if (!_locks.TryGetValue(key, out var found))
            _locks[key] = found = new RowLock(key);
        return found;
    }

    public Transaction Begin() => new(this);

    /// <summary>One statement that commits by itself.</summary>
    public T Run<T>(Func<Transaction, T> statement)
    {
        var transaction = Begin();
        var result = statement(transaction);
        transaction.Commit();
        return result;
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
        Written(transaction) is { } overlay && overlay.TryGetValue(key, out var changed)
            ? changed
            : _rows.GetValueOrDefault(key);

    public void Put(Transaction transaction, TKey key, TRow row) => Write(transaction)[key] = row;

    public void Delete(Transaction transaction, TKey key) => Write(transaction)[key] = null;

    /// <summary>All rows as the transaction sees them.</summary>
    public IEnumerable<KeyValuePair<TKey, TRow>> Rows(Transaction transaction)
    {
        if (Written(transaction) is not { } overlay)
            return _rows;
        return _rows
            .Where(row => !overlay.ContainsKey(row.Key))
            .Concat(overlay.Where(row => row.Value is not null)!);
    }

    /// <summary>What it is called in a trace when somebody reads a row.</summary>
    public string Reads { get; } = $"reads {name}";

    public override string ToString() => name;

    private Overlay<TKey, TRow>? Written(Transaction transaction) =>
        (Overlay<TKey, TRow>?)transaction.Written(this);

    private Overlay<TKey, TRow> Write(Transaction transaction)
    {
        if (Written(transaction) is { } known && !transaction.Ended)
            return known;
        var overlay = new Overlay<TKey, TRow>(this, _rows);
        transaction.Write(overlay);
        return overlay;
    }
}

/// <summary>What a transaction has written to a table and nobody else sees yet; a deleted row is null.</summary>
internal interface IOverlay
{
    object Table { get; }

    void Apply();
}

internal sealed class Overlay<TKey, TRow>(object table, Dictionary<TKey, TRow> rows)
    : Dictionary<TKey, TRow?>,
        IOverlay
    where TKey : notnull
    where TRow : class
{
    public object Table => table;

    public void Apply()
    {
        foreach (var (key, row) in this)
            if (row is null)
                rows.Remove(key);
            else
                rows[key] = row;
    }
}

/// <summary>All or nothing. A dead process leaves it to fall back.</summary>
internal sealed class Transaction(Database database)
{
    private readonly List<IOverlay> _written = [];
    private readonly List<RowLock> _locks = [];

    public bool Ended { get; private set; }

    /// <summary>The row that somebody else has locked.</summary>
    public RowLock? WaitsFor { get; set; }

    /// <summary>It was chosen to end a deadlock (40P01).</summary>
    public bool Deadlocked { get; set; }

    /// <summary>Waits until the row is nobody else's; it stays ours until the end of the transaction.</summary>
    public Locking LockAsync(Process process, object key) =>
        new(database.LockOf(key), this, process);

    public void Commit()
    {
        End();
        foreach (var overlay in _written)
            overlay.Apply();
        Release();
        if (_written.Count > 0)
            database.Committed(_written.Select(overlay => overlay.Table));
    }

    public void Rollback()
    {
        if (Ended)
            return;
        End();
        Release();
    }

    public IOverlay? Written(object table)
    {
        foreach (var overlay in _written)
            if (ReferenceEquals(overlay.Table, table))
                return overlay;
        return null;
    }

    public void Write(IOverlay overlay)
    {
        if (Ended)
            throw new InvalidOperationException("The transaction has ended.");
        _written.Add(overlay);
    }

    public void Got(RowLock row)
    {
        WaitsFor = null;
        _locks.Add(row);
    }

    private void End()
    {
        if (Ended)
            throw new InvalidOperationException("The transaction has ended.");
        Ended = true;
    }

    private void Release()
    {
        foreach (var row in _locks)
            row.Free();
        _locks.Clear();
    }
}

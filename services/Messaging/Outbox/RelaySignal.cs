using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HoanKiem.Messaging;

/// <summary>
/// Wakes the relay of this process after a commit that says something, so that an event is on its way in milliseconds. Only a hint: rows
/// whose process died are found by the poll. Never <c>NOTIFY</c>, which takes a database-wide lock at commit.
/// </summary>
internal sealed class RelaySignal
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    private readonly ConditionalWeakTable<DbContext, RelaySignal> _saying = [];

    /// <summary>What <paramref name="db"/> is going to commit says something.</summary>
    public void Says(DbContext db) => _saying.TryAdd(db, this);

    /// <summary><paramref name="db"/> has committed: most of the commits of a service say nothing, and the relay need not look.</summary>
    public void Committed(DbContext? db)
    {
        if (db is not null && _saying.Remove(db))
            _wake.Writer.TryWrite(true);
    }

    /// <summary>Returns when somebody woke the relay, or after <paramref name="atMost"/>; whether somebody did.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (_wake.Reader.TryRead(out _))
            return true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(atMost);
        try
        {
            return await _wake.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>Wakes the relay when <c>SaveChanges</c> committed by itself.</summary>
internal sealed class WakeAfterSave(RelaySignal signal) : SaveChangesInterceptor
{
    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context?.Database.CurrentTransaction is null)
            signal.Committed(eventData.Context);
        return ValueTask.FromResult(result);
    }
}

/// <summary>Wakes the relay when a transaction was committed.</summary>
internal sealed class WakeAfterCommit(RelaySignal signal) : DbTransactionInterceptor
{
    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        signal.Committed(eventData.Context);
        return Task.CompletedTask;
    }
}

using System.Runtime.CompilerServices;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>The lock of a row: one transaction holds it, others wait in the order in which they came.</summary>
internal sealed class RowLock(object row)
{
    private readonly Queue<Waiter> _waiting = new();

    public Transaction? Holder { get; private set; }

    public int Waiting => _waiting.Count;

    public bool TryTake(Transaction transaction)
    {
        if (Holder is null)
        {
            Holder = transaction;
            transaction.Got(this);
        }
        return Holder == transaction;
    }

    /// <summary>Whether who holds it waits, over however many others, for this transaction.</summary>
    public bool Deadlocks(Transaction transaction)
    {
        for (var holder = Holder; holder is not null; holder = holder.WaitsFor?.Holder)
            if (holder == transaction)
                return true;
        return false;
    }

    public void Wait(Transaction transaction, Process process, Action go)
    {
        transaction.WaitsFor = this;
        _waiting.Enqueue(new(transaction, process, process.Life, go));
    }

    /// <summary>It falls to the first who still waits: a transaction may have ended meanwhile, or its process have died.</summary>
    public void Free()
    {
        Holder = null;
        while (_waiting.TryDequeue(out var next))
        {
            if (next.By.Ended || next.Process.Life != next.Life)
                continue;
            TryTake(next.By);
            var world = next.Process.World;
            world.Later(
                TimeSpan.Zero,
                next.Process,
                world.Traced ? $"locks {row}" : "locks",
                next.Go
            );
            return;
        }
    }

    /// <summary>A transaction that waits, and the life of the process that wants to go on with it.</summary>
    private readonly record struct Waiter(Transaction By, Process Process, int Life, Action Go);
}

/// <summary>Awaiting the lock of a row.</summary>
internal readonly struct Locking(RowLock row, Transaction transaction, Process process)
    : ICriticalNotifyCompletion
{
    public Locking GetAwaiter() => this;

    public bool IsCompleted =>
        row.TryTake(transaction) || (transaction.Deadlocked = row.Deadlocks(transaction));

    public void GetResult()
    {
        if (transaction.Deadlocked)
            throw new LostRaceException();
    }

    public void OnCompleted(Action continuation) => row.Wait(transaction, process, continuation);

    public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);
}

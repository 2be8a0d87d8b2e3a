namespace HoanKiem.Demonstration;

/// <summary>
/// Plays many lives in one business time. A life that waits for a later hour says so with <see cref="At"/>; when every life waits,
/// and every consequence has been handled, time moves to the earliest of those hours. So days pass in seconds and nobody sleeps.
/// </summary>
internal sealed class Agenda(ClockFile clock, Func<CancellationToken, Task> quiet, int atOnce)
    : IDisposable
{
    private readonly PriorityQueue<TaskCompletionSource, (DateTimeOffset, long)> _waiting = new();
    private readonly SemaphoreSlim _turns = new(atOnce);
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();
    private int _active;
    private long _order;

    /// <summary>Business time, UTC.</summary>
    public DateTimeOffset Now => clock.Now;

    /// <summary>Raised whenever time has moved.</summary>
    public event Action<DateTimeOffset>? Moved;

    /// <summary>Starts a life; at most a handful act at the same moment.</summary>
    public async Task Live(Func<Task> life)
    {
        Begin();
        try
        {
            await _turns.WaitAsync();
            await life();
        }
        finally
        {
            _turns.Release();
            End();
        }
    }

    /// <summary>Waits for an hour of business time; an hour that has passed is now.</summary>
    public async Task At(DateTimeOffset hour)
    {
        if (hour <= clock.Now)
            return;

        var turn = New();
        lock (_gate)
            _waiting.Enqueue(turn, (hour, _order++));
        _turns.Release();
        End();
        await turn.Task;
        await _turns.WaitAsync();
    }

    /// <summary>Moves time until every life has ended.</summary>
    public async Task Run(Task lives, CancellationToken ct)
    {
        while (!lives.IsCompleted)
        {
            await Idle().WaitAsync(ct);
            await quiet(ct);

            TaskCompletionSource? next = null;
            lock (_gate)
            {
                if (_active == 0 && _waiting.TryDequeue(out next, out var key))
                {
                    _active++;
                    if (key.Item1 > clock.Now)
                        clock.MoveTo(key.Item1);
                }
            }

            if (next is null)
            {
                if (_active == 0)
                    break;
                continue;
            }

            Moved?.Invoke(clock.Now);
            next.SetResult();
            WakeAllDue();
        }

        await lives;
    }

    public void Dispose() => _turns.Dispose();

    private void WakeAllDue()
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out _, out var key) && key.Item1 <= clock.Now)
            {
                _active++;
                _waiting.Dequeue().SetResult();
            }
        }
    }

    private Task Idle()
    {
        lock (_gate)
            return _active == 0 ? Task.CompletedTask : _changed.Task;
    }

    private void Begin()
    {
        lock (_gate)
            _active++;
    }

    private void End()
    {
        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            if (--_active == 0)
                (idle, _changed) = (_changed, New());
        }

        idle?.SetResult();
    }

    private static TaskCompletionSource New() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}

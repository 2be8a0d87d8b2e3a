using System.Runtime.CompilerServices;

namespace HoanKiem.Simulation.Tests.Scheduling;

/// <summary>
/// One thread, one agenda, one clock. Every await of a simulated process ends up here, and here it is decided when it goes on, whether it
/// fails, or whether its process is dead by then. Nothing else moves time.
/// </summary>
internal sealed class World
{
    public const string NoRest = "the schedule comes to rest";

    private readonly PriorityQueue<Entry, (long At, ulong Tie)> _agenda = new();
    private readonly List<string>? _trace;
    private Exception? _failure;
    private bool _calm;

    public World(ulong seed, Weather? weather = null, bool traced = false)
    {
        Seed = seed;
        Dice = new Dice(seed);
        Weather = weather ?? Weather.Of(Dice);
        Now = Weather.From;
        _trace = traced ? [] : null;
    }

    public ulong Seed { get; }

    public Dice Dice { get; }

    public Weather Weather { get; }

    /// <summary>Business time and system time: here they are the same.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Faults happen; afterwards the world is calm, so that everything can come to rest.</summary>
    public bool Stormy => !_calm && Now < Weather.StormUntil;

    /// <summary>From now on nothing fails any more.</summary>
    public void CalmDown() => _calm = true;

    /// <summary>How many awaits went on.</summary>
    public long Steps { get; private set; }

    /// <summary>Somebody wants to read what happens; otherwise nobody need put it into words.</summary>
    public bool Traced => _trace is not null;

    public IReadOnlyList<string> Trace => _trace ?? [];

    /// <summary>Whether a fault of this probability happens now.</summary>
    public bool Strikes(double share) => Stormy && Dice.Chance(share);

    /// <summary>Whether a connection breaks now: in one hour of eight, and then again and again.</summary>
    public bool Breaks()
    {
        var hour = (ulong)(Now.UtcTicks / TimeSpan.TicksPerHour) + Seed;
        return (hour * 0x9E3779B97F4A7C15UL) >> 61 == 0 && Strikes(8 * Weather.Break);
    }

    public void Note(string what) => _trace?.Add($"{Now:yyyy-MM-dd HH:mm:ss.fff} {what}");

    /// <summary>Puts something on the agenda. It is dropped when its process has died by then.</summary>
    public void Later(TimeSpan delay, Process? process, string what, Action go)
    {
        var at = (Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero)).UtcTicks;
        _agenda.Enqueue(new Entry(process, process?.Life ?? 0, what, go), (at, Dice.Next()));
    }

    /// <summary>Begins an act; what it throws ends the schedule.</summary>
    public void Begin(Func<Task> act) => _ = WatchAsync(act);

    /// <summary>Begins an act of a process when its time has come.</summary>
    public void Start(Process? process, string what, TimeSpan delay, Func<Task> act) =>
        Later(delay, process, what, () => Begin(act));

    /// <summary>Runs until nothing is left to happen.</summary>
    public void Run()
    {
        // Continuations have to run here and now, whatever the test runner's context would do with them.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (_failure is null && _agenda.TryDequeue(out var entry, out var when))
            {
                if (when.At > Now.UtcTicks)
                    Now = new DateTimeOffset(when.At, TimeSpan.Zero);
                if (entry.Process is { } process)
                {
                    if (process.Life != entry.Life)
                        continue;
                    if (process.MayCrash && Strikes(Weather.Crash))
                    {
                        process.Crash();
                        continue;
                    }
                }
                if (++Steps > Weather.MostSteps)
                    throw new BrokenException(
                        NoRest,
                        $"after {Weather.MostSteps:N0} steps {entry.Process?.Name} {entry.What}"
                    );
                if (_trace is not null)
                    Note($"{entry.Process?.Name} {entry.What}");
                entry.Go();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
        if (_failure is { } failure)
            throw new BrokenException("an act ended with an exception", failure.ToString());
    }

    /// <summary>A round trip of a process: others go on meanwhile.</summary>
    public Pause Pause(Process? process, TimeSpan delay, string what, bool mayBreak = false) =>
        new(this, process, delay, what, mayBreak);

    private async Task WatchAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception failure)
        {
            _failure ??= failure;
        }
    }

    private readonly record struct Entry(Process? Process, int Life, string What, Action Go);
}

/// <summary>What is awaited in a simulated process.</summary>
internal readonly struct Pause(
    World world,
    Process? process,
    TimeSpan delay,
    string what,
    bool mayBreak
) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public Pause GetAwaiter() => this;

    public void GetResult()
    {
        if (mayBreak && world.Breaks())
            throw new AwayException();
    }

    public void OnCompleted(Action continuation) => world.Later(delay, process, what, continuation);

    public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);
}

/// <summary>The database or the broker is away, or the connection to it broke: nobody can tell what became of what was asked.</summary>
internal sealed class AwayException : Exception;

/// <summary>An invariant does not hold.</summary>
internal sealed class BrokenException(string invariant, string detail)
    : Exception($"{invariant}: {detail}")
{
    public string Invariant { get; } = invariant;

    public string Detail { get; } = detail;
}

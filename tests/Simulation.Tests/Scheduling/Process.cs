namespace HoanKiem.Simulation.Tests.Scheduling;

/// <summary>A process that can die between any two awaits: what it was doing is never resumed, what it held falls back.</summary>
internal class Process(World world, string name, bool mayCrash)
{
    private readonly List<Action> _atCrash = [];

    public World World => world;

    public string Name => name;

    public bool MayCrash => mayCrash;

    public bool Alive { get; private set; } = true;

    /// <summary>Which life it lives: a continuation of an earlier one never runs.</summary>
    public int Life { get; private set; }

    /// <summary>A round trip to the database or the broker.</summary>
    public Pause Step(string what) => world.Pause(this, world.Weather.RoundTrip(world), what);

    /// <summary>The same, which fails when the connection breaks before anything was done there.</summary>
    public Pause Ask(string what) =>
        world.Pause(this, world.Weather.RoundTrip(world), what, mayBreak: true);

    /// <summary>What falls back when the process dies: a session's locks, messages in hand, a caller's connection.</summary>
    public void AtCrash(Action fall) => _atCrash.Add(fall);

    /// <summary>It was given back in order.</summary>
    public void Returned(Action fall)
    {
        // What was taken last is given back first, as a rule.
        for (var at = _atCrash.Count - 1; at >= 0; at--)
            if (ReferenceEquals(_atCrash[at], fall))
            {
                _atCrash.RemoveAt(at);
                return;
            }
    }

    /// <summary>kill -9; a new life begins later.</summary>
    public void Crash()
    {
        world.Note($"{name} dies");
        Life++;
        Alive = false;
        foreach (var fall in _atCrash.ToArray())
            fall();
        _atCrash.Clear();
        Died();
        world.Later(
            world.Weather.Restart(world),
            null,
            $"{name} starts",
            () =>
            {
                Alive = true;
                Started();
            }
        );
    }

    protected virtual void Died() { }

    protected virtual void Started() { }
}

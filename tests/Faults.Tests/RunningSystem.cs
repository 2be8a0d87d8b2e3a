using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(HoanKiem.Faults.Tests.RunningSystem))]
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace HoanKiem.Faults.Tests;

/// <summary>One start of the whole system, on durable servers of its own, shared by all faults of the short set.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    // Twice the nominal rate, and always the same dice.
    private const int Seed = 2026;
    private TheSystem? _system;
    private int _cycles;

    internal Campaign Campaign { get; private set; } = null!;

    internal TheSystem System => _system!;

    public async ValueTask InitializeAsync()
    {
        ThreadPool.SetMinThreads(64, 64);
        var root = Place.Root();
        _system = await TheSystem.Start(
            root,
            Path.Combine(root, ".local", "faults"),
            Console.WriteLine
        );
        Campaign = new Campaign(_system, Seed, 2 * Load.NominalRate, Console.WriteLine);
        await Campaign.WarmUp(TimeSpan.FromSeconds(5));
        Nothing("before any fault", Campaign.Cycles[0]);
    }

    /// <summary>One cycle with these faults, after which nothing is lost, double, or left over.</summary>
    internal async Task Survives(params string[] faults)
    {
        var cycle = await Campaign.Run(
            Interlocked.Increment(ref _cycles),
            [.. faults.Select(Faults.Named)],
            TimeSpan.Zero
        );
        Nothing(string.Join(" + ", faults), cycle);
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
    }

    private static void Nothing(string what, Cycle cycle) =>
        Assert.True(
            cycle.Passed,
            $"{what} (seed {cycle.Seed}, {cycle.Details}):\n{string.Join('\n', cycle.Violations)}"
        );
}

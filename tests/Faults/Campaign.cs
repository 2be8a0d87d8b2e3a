using System.Diagnostics;
using System.Text.Json;
using HoanKiem.Demonstration;

namespace HoanKiem.Faults;

/// <summary>What one cycle was and how it ended.</summary>
internal sealed record Cycle(
    int Number,
    int Seed,
    IReadOnlyList<string> Faults,
    string Details,
    int Acknowledged,
    double Seconds,
    double? RestAfter,
    double? NormalAfter,
    IReadOnlyList<string> Violations
)
{
    public bool Passed => Violations.Count == 0;
}

/// <summary>
/// Cycles of load and faults on one system: people come, something breaks, everything heals, and then nothing may be missing or double.
/// </summary>
internal sealed class Campaign
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(13);
    private static readonly TimeSpan RestLimit = TimeSpan.FromMinutes(5);
    private readonly TheSystem _system;
    private readonly int _seed;
    private readonly double _rate;
    private readonly Action<string> _say;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Latency _latency = new();
    private readonly Procedures _procedures;
    private readonly HashSet<string> _poisoned = new(StringComparer.Ordinal);
    private readonly List<double> _calm = [];
    private readonly Load _load;

    public Campaign(TheSystem system, int seed, double rate, Action<string> say)
    {
        (_system, _seed, _rate, _say) = (system, seed, rate, say);
        Client = new Client(system.Api, Ledger, _latency, _clock);
        _procedures = new Procedures(system.Api);
        _load = new Load(Client, Ledger, _procedures, $"f{seed}", new Random(seed), rate);
        Rest = new Rest(system);
    }

    public Ledger Ledger { get; } = new();
    public Client Client { get; }
    public Rest Rest { get; }
    public List<Cycle> Cycles { get; } = [];

    public IReadOnlyList<Fault> Possible =>
        [.. Faults.All.Where(fault => !fault.NeedsDisk || _system.Disk is not null)];

    /// <summary>What has to be handed in for certified copies.</summary>
    public Task<IReadOnlyList<string>> PapersOfCopies() => _load.PapersOfCopies();

    /// <summary>A calm minute: everything is warm, and what is normal is known.</summary>
    public async Task WarmUp(TimeSpan span)
    {
        await Until(
            "the directory and the procedures are known everywhere",
            async () => (await Rest.Left()).Length == 0
        );
        await _load.Prepare();
        _ = await Run(0, [], span);
    }

    /// <summary>One cycle with faults drawn by its own seed.</summary>
    public Task<Cycle> Next(int number)
    {
        var random = new Random(_seed * 100_003 + number);
        var faults = new List<Fault> { Draw(random) };
        if (random.Next(100) < 30)
            faults.Add(Draw(random));
        return Run(number, faults, TimeSpan.Zero);
    }

    public async Task<Cycle> Run(int number, IReadOnlyList<Fault> faults, TimeSpan calm)
    {
        var seed = _seed * 100_003 + number;
        var random = new Random(seed ^ 0x5bd1e995);
        var scene = new Scene(_system, Client, random, _poisoned);
        var watch = Stopwatch.StartNew();
        var violations = new List<string>();
        double? rest = null;
        double? normal = null;
        using var closed = new CancellationTokenSource();
        var arrivals = _load.Arrive(closed.Token);
        var looking = _load.Look(closed.Token);
        try
        {
            await Task.Delay(
                calm > TimeSpan.Zero ? calm : TimeSpan.FromMilliseconds(random.Next(800, 3000))
            );
            await Happen(faults, scene, random);
            // Long enough to see whether requests are as quick as before.
            if (faults.Count > 0)
                normal = await BackToNormal(scene);
            await closed.CancelAsync();
            await Task.WhenAll(arrivals, looking);
            var settling = Stopwatch.StartNew();
            if (!await _load.Settle(SettleLimit))
                violations.Add(
                    $"after {SettleLimit.TotalMinutes} minutes somebody still waits for an answer"
                );
            var (_, left) = await Rest.Come(RestLimit);
            rest = settling.Elapsed.TotalSeconds;
            if (left.Length > 0)
                violations.Add($"not at rest after {RestLimit.TotalMinutes} minutes: {left}");
            violations.AddRange(await Judge());
            if (calm > TimeSpan.Zero)
                Normal();
        }
        catch (Exception failure)
        {
            violations.Add($"the cycle itself failed: {failure}");
        }
        finally
        {
            await closed.CancelAsync();
        }
        violations.AddRange(scene.Violations);
        while (Ledger.ServerErrors.TryDequeue(out var error))
            violations.Add(error);
        Ledger.Contradictions.Clear();
        Ledger.Unanswered.Clear();

        var cycle = new Cycle(
            number,
            seed,
            [.. faults.Select(fault => fault.Name)],
            scene.Details,
            Ledger.Acknowledged,
            Math.Round(watch.Elapsed.TotalSeconds, 1),
            rest is { } r ? Math.Round(r, 1) : null,
            normal,
            violations
        );
        Cycles.Add(cycle);
        Say(cycle);
        return cycle;
    }

    public async Task WriteTo(string file, object drills)
    {
        var report = new
        {
            seed = _seed,
            rate = _rate,
            nominalRate = Load.NominalRate,
            cycles = Cycles.Count,
            passed = Cycles.Count(cycle => cycle.Passed),
            dossiers = Ledger.Entries.Count,
            acknowledged = Ledger.Acknowledged,
            normalP99Ms = NormalP99,
            byFault = Cycles
                .SelectMany(cycle => cycle.Faults.Select(fault => (fault, cycle)))
                .GroupBy(pair => pair.fault, pair => pair.cycle)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => new
                    {
                        times = group.Count(),
                        violated = group.Count(cycle => !cycle.Passed),
                        restSecondsMedian = Middle(group.Select(cycle => cycle.RestAfter)),
                        restSecondsMax = group.Max(cycle => cycle.RestAfter),
                        normalSecondsMedian = Middle(group.Select(cycle => cycle.NormalAfter)),
                        normalSecondsMax = group.Max(cycle => cycle.NormalAfter),
                    }
                ),
            drills,
            all = Cycles,
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, Report));
    }

    private static readonly JsonSerializerOptions Report = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
    };

    private double NormalP99 => _calm.Count == 0 ? 500 : Math.Max(250, _calm.Average());

    private async Task Happen(IReadOnlyList<Fault> faults, Scene scene, Random random)
    {
        var under = new List<Task>();
        foreach (var fault in faults)
        {
            under.Add(Task.Run(() => fault.Happen(scene)));
            await Task.Delay(random.Next(0, 3000));
        }
        try
        {
            await Task.WhenAll(under);
        }
        catch (Exception failure)
        {
            scene.Violations.Enqueue($"the fault did not end: {failure.Message}");
            _system.Database.Heal();
            _system.Broker.Heal();
            _system.Disk?.Empty();
        }
    }

    private async Task<double?> BackToNormal(Scene scene)
    {
        if (scene.ReturnedAt is not { } returned)
        {
            await Task.Delay(2000);
            return null;
        }
        while (true)
        {
            await Task.Delay(500);
            var seconds = _latency.BackToNormal(returned, 2 * NormalP99, Client.Now);
            if (seconds is not null || Client.Now - returned > 40_000)
                return seconds ?? 40;
        }
    }

    // What holds at rest goes on holding: what another look does not find was only under way between two databases.
    private async Task<List<string>> Judge()
    {
        for (var look = 0; ; look++)
        {
            var found = await new Invariants(_system, Ledger, _poisoned).Check();
            if (found.Count > 0 && look < 4)
            {
                await Task.Delay(2000);
                await Rest.Come(TimeSpan.FromSeconds(30));
                continue;
            }
            if (await Rest.Queued() is { Length: > 0 } queued)
                found.Add($"left in queues: {queued}");
            return found;
        }
    }

    private void Normal()
    {
        var p99 = _latency.P99(0, Client.Now);
        _calm.Add(p99);
        _say($"normal: p99 {p99:F0} ms, median {_latency.Median(0, Client.Now):F0} ms");
    }

    private Fault Draw(Random random)
    {
        var possible = Possible;
        var at = random.Next(possible.Sum(fault => fault.Weight));
        return possible.First(fault => (at -= fault.Weight) < 0);
    }

    private void Say(Cycle cycle)
    {
        _say(
            $"{cycle.Number, 4}  seed {cycle.Seed}  {string.Join(" + ", cycle.Faults)} ({cycle.Details})  "
                + $"{cycle.Acknowledged} acknowledged  {cycle.Seconds} s, at rest after {cycle.RestAfter} s"
                + (cycle.NormalAfter is { } normal ? $", p99 normal after {normal} s" : "")
                + $"  {(cycle.Passed ? "passed" : "VIOLATED")}"
        );
        foreach (var violation in cycle.Violations.Take(20))
            _say($"      {violation}");
    }

    private static double? Middle(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }

    private static async Task Until(string what, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > RestLimit)
                throw new TimeoutException($"In vain: {what}.");
            await Task.Delay(300);
        }
    }
}

using System.Globalization;

namespace HoanKiem.Benchmarks;

/// <summary>
/// Measures contestants in turns, A/B/B/A, so that whatever else happens on the machine happens to all of them, and compares medians.
/// </summary>
internal sealed class Race
{
    private const int Rounds = 5;
    private const int Attempts = 2;
    private const double MostSpread = 0.30;
    private readonly List<(string Name, Func<Task<double>> Run)> _contestants = [];
    private readonly Dictionary<string, List<double>> _samples = [];

    /// <summary>A contestant: one run gives one rate, or one latency.</summary>
    public Race With(string name, Func<Task<double>> run)
    {
        _contestants.Add((name, run));
        return this;
    }

    /// <summary>Five rounds; when a baseline moved too much between its halves, five others, once.</summary>
    public async Task RunAsync(params string[] baselines)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            foreach (var (name, _) in _contestants)
                _samples[name] = [];
            for (var round = 0; round < Rounds; round++)
                // A, B, B, A: what slowly grows while they run weighs on both.
                foreach (
                    var (name, run) in round % 2 == 0
                        ? _contestants
                        : Enumerable.Reverse(_contestants)
                )
                {
                    var sample = await run();
                    _samples[name].Add(sample);
                    Say.Line(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"    round {round + 1}, {name}: {sample:F1} ({Machine.Load()})"
                        )
                    );
                }
            if (baselines.All(name => Spread(name) <= MostSpread))
                return;
            Say.Line("    a baseline moved too much between its halves");
        }
    }

    /// <summary>The median of the pairs' ratios, or void.</summary>
    public Measured Ratio(string key, string ours, string baseline)
    {
        var pairs = _samples[ours].Zip(_samples[baseline], (a, b) => a / b).ToList();
        var spread = Spread(baseline);
        var note =
            $"{ours} {List(_samples[ours], "F0")} vs {baseline} {List(_samples[baseline], "F0")}; pairs {List(pairs, "F2")}";
        return spread > MostSpread
            ? new Measured(
                key,
                null,
                spread,
                note,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the halves of {baseline} differ by {spread:P0} (ratio would be {Median(pairs):F2})"
                )
            )
            : new Measured(key, Median(pairs), spread, note);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1
            ? sorted[sorted.Count / 2]
            : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private double Spread(string name)
    {
        var samples = _samples[name];
        var half = samples.Count / 2;
        var (first, last) = (samples[..half].Average(), samples[^half..].Average());
        return Math.Max(first, last) / Math.Min(first, last) - 1;
    }

    private static string List(IEnumerable<double> values, string format) =>
        string.Join('/', values.Select(v => v.ToString(format, CultureInfo.InvariantCulture)));
}

using System.Diagnostics;
using System.Globalization;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>What a request takes with ten thousand dossiers and with a million; the open work is the same, because people are.</summary>
internal sealed class Growth(Town town, ReferenceDossiers dossiers, Servers servers)
{
    private const int Small = 10_000;
    private const int Large = 1_000_000;
    private const int Open = 400;
    private const int Requests = 300;
    private const double MostSpread = 0.30;

    public async Task<IReadOnlyList<Measured>> MeasureAsync()
    {
        // For a machine or an hour that does not allow a million: the figure is then void, but what was seen is told.
        var large = Environment.GetEnvironmentVariable("HOANKIEM_BENCH_GROWTH")
            is { Length: > 0 } asked
            ? int.Parse(asked, CultureInfo.InvariantCulture)
            : Large;
        await dossiers.PlayAsync(120);
        var open = await dossiers.SubmitAsync(Open);
        foreach (var life in open)
            await dossiers.AcceptAsync(life, receipt: false);
        await town.QuietAsync();

        var history = new History(servers);
        await history.GrowToAsync(Small);
        await TimesAsync(open, 50);
        var before = await TimesAsync(open, Requests);
        var watch = Stopwatch.StartNew();
        await history.GrowToAsync(large);
        var filling = watch.Elapsed;
        await TimesAsync(open, 50);
        var after = await TimesAsync(open, Requests);

        var ratios = before.Keys.ToDictionary(name => name, name => after[name] / before[name]);
        // What reads no data must not have changed, or the machine has.
        var spread = Math.Max(ratios[Nothing], 1 / ratios[Nothing]) - 1;
        var worst = ratios.Where(ratio => ratio.Key != Nothing).MaxBy(ratio => ratio.Value);
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"{Small:N0} → {large:N0} dossiers, {Open} of them open in both, filled in {filling.TotalMinutes:F0} min; p50 ms {string.Join(", ", before.Keys.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {before[name]:F1} → {after[name]:F1} ({ratios[name]:F2})")))}"
        );
        var why = string.Create(CultureInfo.InvariantCulture, $"{worst.Key} {worst.Value:F2}");
        return
        [
            large != Large
                ? new Measured(
                    Key.Growth10K1M,
                    null,
                    spread,
                    note,
                    $"grown to {large:N0} only, worst was {why}"
                )
            : spread > MostSpread
                ? new Measured(
                    Key.Growth10K1M,
                    null,
                    spread,
                    note,
                    $"what reads nothing changed too, worst was {why}"
                )
            : new Measured(Key.Growth10K1M, worst.Value, spread, note),
        ];
    }

    private const string Nothing = "nothing";

    // In turns, so that a bad moment of the machine is everyone's.
    private async Task<Dictionary<string, double>> TimesAsync(
        IReadOnlyList<ReferenceDossiers.Life> known,
        int requests
    )
    {
        var times = new Dictionary<string, List<double>>();
        for (var i = 0; i < requests; i++)
        {
            var life = known[i % known.Count];
            var leader = Person.Officer("leader", life.Ward, later: true);
            await TimeAsync(
                Nothing,
                () => town.FetchAsync(leader, ResourceNames.Dossiers, "/alive")
            );
            await TimeAsync("intake", () => dossiers.SubmitAsync(1));
            await TimeAsync(
                "look-up",
                () =>
                    town.PostAsync(
                        Person.Nobody,
                        ResourceNames.Dossiers,
                        "/v1/look-ups",
                        new { code = life.LookUpCode }
                    )
            );
            await TimeAsync(
                "task list",
                () =>
                    town.GetAsync(
                        Person.Officer("specialist", life.Ward, later: true),
                        ResourceNames.Routing,
                        "/v1/tasks"
                    )
            );
            await TimeAsync(
                "on-time table",
                () => town.GetAsync(leader, ResourceNames.Reporting, "/v1/on-time")
            );
        }
        return times.ToDictionary(pair => pair.Key, pair => Race.Median(pair.Value));

        async Task TimeAsync(string name, Func<Task> request)
        {
            var watch = Stopwatch.StartNew();
            await request();
            if (!times.TryGetValue(name, out var list))
                times[name] = list = [];
            list.Add(watch.Elapsed.TotalMilliseconds);
        }
    }
}

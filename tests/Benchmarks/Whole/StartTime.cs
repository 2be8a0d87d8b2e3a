using System.Diagnostics;
using System.Globalization;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>
/// A person calls <c>./start</c> on a machine that has built and run it before: from that moment until a dossier that is handed in at once
/// has its case in Routing. Build check, servers, migrations and all services are in it.
/// </summary>
internal static class StartTime
{
    private const int Times = 3;

    public static async Task<IReadOnlyList<Measured>> MeasureAsync(string root, string state)
    {
        // Makes the data and lets the build say that there is nothing to do.
        await OnceAsync(root, state, fresh: true);
        var times = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            times.Add(await OnceAsync(root, state, fresh: false));
            Say.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    start {i + 1}: {times[^1]:F1} s ({Machine.Load()})"
                )
            );
        }
        var list = string.Join(
            '/',
            times.Select(time => time.ToString("F1", CultureInfo.InvariantCulture))
        );
        return [new Measured(Key.StartSeconds, Race.Median(times), null, $"{list} s, the median")];
    }

    private static async Task<double> OnceAsync(string root, string state, bool fresh)
    {
        var watch = Stopwatch.StartNew();
        await using var town = await Town.CallStartAsync(root, state, fresh);
        var dossiers = new ReferenceDossiers(town);
        await Servers.Until("a dossier is routed", () => dossiers.RouteOneAsync(), seconds: 600);
        return watch.Elapsed.TotalSeconds;
    }
}

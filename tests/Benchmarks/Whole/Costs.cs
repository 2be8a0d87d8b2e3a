using System.Diagnostics;
using System.Globalization;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>CPU time and memory of everything that runs.</summary>
internal sealed class Costs(Town town, ReferenceDossiers dossiers)
{
    private const int WarmUp = 200;
    private const int Counted = 1_000;
    private const int Receipts = 50;
    private const int MostWindows = 12;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>After a warm-up a thousand reference dossiers, less what everything costs when nothing happens.</summary>
    public async Task<IReadOnlyList<Measured>> DossierAsync()
    {
        await dossiers.PlayAsync(WarmUp);
        await town.QuietAsync();
        var idle = await AtRestAsync();
        var before = ProcessTree.CpuMsByName();
        var watch = Stopwatch.StartNew();
        await dossiers.PlayAsync(Counted);
        await town.QuietAsync();
        var seconds = watch.Elapsed.TotalSeconds;
        var after = ProcessTree.CpuMsByName();

        var byName = after
            .Select(pair =>
                (
                    Name: pair.Key,
                    Ms: (
                        pair.Value
                        - before.GetValueOrDefault(pair.Key)
                        - idle.GetValueOrDefault(pair.Key) * seconds
                    ) / Counted
                )
            )
            .OrderByDescending(process => process.Ms)
            .ToList();
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted} dossiers in {seconds:F0} s; idle {idle.Values.Sum():F0} ms/s; {string.Join(", ", byName.Where(p => p.Ms > 0.05).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Ms:F2}")))}; idle by name {string.Join(", ", idle.OrderByDescending(p => p.Value).Where(p => p.Value > 1).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value:F0}")))}"
        );
        return [new Measured(Key.CpuMsPerDossier, byName.Sum(p => p.Ms), null, note)];
    }

    /// <summary>One receipt as PDF, printed by the service that prints them.</summary>
    public async Task<IReadOnlyList<Measured>> ReceiptAsync()
    {
        var lives = await dossiers.SubmitAsync(Receipts);
        foreach (var life in lives)
            await dossiers.AcceptAsync(life, receipt: true);
        await town.QuietAsync();
        await PrintAsync(lives[0]);
        var idle = await AtRestAsync();
        var before = ProcessTree.CpuMs();
        var watch = Stopwatch.StartNew();
        foreach (var life in lives)
            await PrintAsync(life);
        var spent = ProcessTree.CpuMs() - before - idle.Values.Sum() * watch.Elapsed.TotalSeconds;
        return
        [
            new Measured(
                Key.PdfCpuMs,
                spent / Receipts,
                null,
                $"{Receipts} receipts one after the other"
            ),
        ];

        Task PrintAsync(ReferenceDossiers.Life life) =>
            town.FetchAsync(
                Person.Officer("clerk", life.Ward, later: true),
                ResourceNames.Dossiers,
                $"/v1/dossiers/{life.Id}/receipt.pdf"
            );
    }

    /// <summary>Memory as it is now, after what ran before.</summary>
    public static IReadOnlyList<Measured> Memory()
    {
        var services = ProcessTree.ServiceRssMb();
        var note = string.Join(
            ", ",
            services
                .OrderByDescending(service => service.Value)
                .Select(service =>
                    string.Create(CultureInfo.InvariantCulture, $"{service.Key} {service.Value:F0}")
                )
        );
        return
        [
            new Measured(Key.MaxServiceRssMb, services.Values.Max(), null, note),
            new Measured(
                Key.SystemRssMb,
                ProcessTree.SystemMb(),
                null,
                "PSS of all processes: memory that several share is counted once"
            ),
        ];
    }

    /// <summary>
    /// CPU milliseconds in a second, by name, when everything is at rest. After a warm-up the compilers are not, for a minute or longer: what
    /// they need then would be taken for idling and subtracted from every dossier.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, double>> AtRestAsync()
    {
        var idle = await WindowAsync();
        for (var windows = 1; windows < MostWindows; windows++)
        {
            var next = await WindowAsync();
            var atRest = next.Values.Sum() > 0.9 * idle.Values.Sum();
            idle = next;
            if (atRest)
                break;
        }
        return idle;
    }

    private static async Task<IReadOnlyDictionary<string, double>> WindowAsync()
    {
        var before = ProcessTree.CpuMsByName();
        var watch = Stopwatch.StartNew();
        await Task.Delay(Window);
        var after = ProcessTree.CpuMsByName();
        return after.ToDictionary(
            pair => pair.Key,
            pair => (pair.Value - before.GetValueOrDefault(pair.Key)) / watch.Elapsed.TotalSeconds
        );
    }
}

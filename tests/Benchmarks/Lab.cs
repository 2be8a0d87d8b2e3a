using HoanKiem.Benchmarks.Messages;
using HoanKiem.Benchmarks.Whole;

namespace HoanKiem.Benchmarks;

/// <summary>Runs the benchmarks that are wanted, one after the other, and keeps what they share running between them.</summary>
internal sealed class Lab(string root, string state, Figures figures) : IAsyncDisposable
{
    private Servers? _servers;
    private Town? _town;
    private ReferenceDossiers? _dossiers;

    public async Task RunAsync(IReadOnlySet<string> wanted)
    {
        await MeasureAsync(
            async () => await new MessageBenchmarks(await ServersAsync()).RelayAsync(),
            Key.RelayToRawPublish,
            Key.RelayToOneByOne
        );
        await MeasureAsync(
            async () => await new MessageBenchmarks(await ServersAsync()).InboxAsync(),
            Key.InboxToThreeTransactions
        );
        await MeasureAsync(
            async () => await new Costs(await TownAsync(), await DossiersAsync()).DossierAsync(),
            Key.CpuMsPerDossier
        );
        await MeasureAsync(
            async () =>
                await new CommitToEffect(
                    await TownAsync(),
                    await DossiersAsync(),
                    await ServersAsync()
                ).MeasureAsync(),
            Key.CommitToEffectP50Ms,
            Key.CommitToEffectP99Ms
        );
        await MeasureAsync(
            () => IntakeAsync(intake => intake.AgainstPgbenchAsync(state)),
            Key.IntakeToPgbench
        );
        await MeasureAsync(
            () => IntakeAsync(intake => intake.WithoutBrokerAsync()),
            Key.BrokerDownIntake
        );
        await MeasureAsync(
            async () => await new Costs(await TownAsync(), await DossiersAsync()).ReceiptAsync(),
            Key.PdfCpuMs
        );
        await MeasureAsync(
            async () =>
            {
                using var cost = new AuditCost(
                    await TownAsync(),
                    await DossiersAsync(),
                    await ServersAsync(),
                    state
                );
                return await cost.MeasureAsync();
            },
            Key.AuditWrite,
            Key.AuditRead
        );
        await MeasureAsync(
            async () =>
            {
                await TownAsync();
                return Costs.Memory();
            },
            Key.MaxServiceRssMb,
            Key.SystemRssMb
        );
        await MeasureAsync(
            async () =>
                await new Growth(
                    await TownAsync(),
                    await DossiersAsync(),
                    await ServersAsync()
                ).MeasureAsync(),
            Key.Growth10K1M
        );
        await MeasureAsync(
            async () =>
            {
                await StopAsync();
                return await StartTime.MeasureAsync(root, Path.Combine(state, "start"));
            },
            Key.StartSeconds
        );

        async Task MeasureAsync(Func<Task<IReadOnlyList<Measured>>> measure, params string[] keys)
        {
            if (!keys.Any(wanted.Contains))
                return;
            Say.Line($"▸ {string.Join(", ", keys)} ({Machine.Load()})");
            try
            {
                figures.Add(await measure());
            }
            catch (Exception failure)
            {
                // What failed has no figure and says so; the others are still measured.
                figures.Add(keys.Select(key => new Measured(key, null, null, "", failure.Message)));
            }
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        if (_town is not null)
            await _town.DisposeAsync();
        if (_servers is not null)
            await _servers.DisposeAsync();
        (_town, _dossiers, _servers) = (null, null, null);
    }

    /// <summary>The repository's folder.</summary>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HoanKiem.slnx")))
            folder =
                folder.Parent
                ?? throw new InvalidOperationException("The benchmarks run inside the repository.");
        return folder.FullName;
    }

    private async Task<Servers> ServersAsync() =>
        _servers ??= await Servers.StartAsync(root, Path.Combine(state, "servers"));

    private async Task<Town> TownAsync()
    {
        if (_town is null)
        {
            _town = await Town.StartAsync(root, Path.Combine(state, "town"), await ServersAsync());
            await _town.HealthyAsync();
            await _town.QuietAsync();
        }
        return _town;
    }

    private async Task<IReadOnlyList<Measured>> IntakeAsync(
        Func<Intake, Task<IReadOnlyList<Measured>>> measure
    )
    {
        using var intake = new Intake(
            await TownAsync(),
            await DossiersAsync(),
            await ServersAsync()
        );
        return await measure(intake);
    }

    private async Task<ReferenceDossiers> DossiersAsync() => _dossiers ??= new(await TownAsync());
}

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
        if (Wants(Key.RelayToRawPublish, Key.RelayToOneByOne))
            await MeasureAsync(
                "the relay",
                async () => await new MessageBenchmarks(await ServersAsync()).RelayAsync()
            );
        if (Wants(Key.InboxToThreeTransactions))
            await MeasureAsync(
                "the inbox",
                async () => await new MessageBenchmarks(await ServersAsync()).InboxAsync()
            );

        if (Wants(Key.CpuMsPerDossier))
            await MeasureAsync(
                "what a dossier costs",
                async () => await new Costs(await TownAsync(), await DossiersAsync()).DossierAsync()
            );
        if (Wants(Key.CommitToEffectP50Ms, Key.CommitToEffectP99Ms))
            await MeasureAsync(
                "commit to effect",
                async () =>
                    await new CommitToEffect(
                        await TownAsync(),
                        await DossiersAsync(),
                        await ServersAsync()
                    ).MeasureAsync()
            );
        if (Wants(Key.IntakeToPgbench))
            await MeasureAsync(
                "intake",
                () => IntakeAsync(intake => intake.AgainstPgbenchAsync(state))
            );
        if (Wants(Key.BrokerDownIntake))
            await MeasureAsync(
                "intake without a broker",
                () => IntakeAsync(intake => intake.WithoutBrokerAsync())
            );
        if (Wants(Key.PdfCpuMs))
            await MeasureAsync(
                "what a receipt costs",
                async () => await new Costs(await TownAsync(), await DossiersAsync()).ReceiptAsync()
            );
        if (Wants(Key.MaxServiceRssMb, Key.SystemRssMb))
            await MeasureAsync(
                "memory",
                async () =>
                {
                    await TownAsync();
                    return Costs.Memory();
                }
            );
        if (Wants(Key.Growth10K1M))
            await MeasureAsync(
                "growth",
                async () =>
                    await new Growth(
                        await TownAsync(),
                        await DossiersAsync(),
                        await ServersAsync()
                    ).MeasureAsync()
            );
        if (Wants(Key.StartSeconds))
        {
            await StopAsync();
            await MeasureAsync(
                "start",
                () => StartTime.MeasureAsync(root, Path.Combine(state, "start"))
            );
        }

        bool Wants(params ReadOnlySpan<string> keys)
        {
            foreach (var key in keys)
            {
                if (wanted.Contains(key))
                    return true;
            }
            return false;
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

    private async Task MeasureAsync(string what, Func<Task<IReadOnlyList<Measured>>> measure)
    {
        Say.Line($"▸ {what} ({Machine.Load()})");
        figures.Add(await measure());
    }
}

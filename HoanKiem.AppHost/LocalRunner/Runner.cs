using System.Runtime.InteropServices;
using System.Text.Json;

namespace HoanKiem.LocalRunner;

/// <summary>Starts all resources in the order of their needs, and ends all that it started, whenever and however it is told to stop.</summary>
internal sealed class Runner(Options options, IReadOnlyList<Resource> resources)
{
    // Together below the fifteen seconds that a person waits after Ctrl-C.
    private static readonly TimeSpan GraceOfProcesses = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan GraceOfServers = TimeSpan.FromSeconds(8);

    private readonly Board _board = new();
    private Supervisor[] _supervisors = [];

    public async Task<int> Run()
    {
        Directory.CreateDirectory(options.State);
        using var stopping = new CancellationTokenSource();
        PosixSignal[] endings =
        [
            PosixSignal.SIGINT,
            PosixSignal.SIGTERM,
            PosixSignal.SIGHUP,
            PosixSignal.SIGQUIT,
        ];
        var signals = Array.ConvertAll(
            endings,
            s => PosixSignalRegistration.Create(s, c => OnSignal(c, stopping))
        );
        FileStream only;
        try
        {
            only = new(
                Path.Combine(options.State, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            _board.Say($"Another runner works in {options.State}: stop it first.");
            return 1;
        }
        await using (only)
            try
            {
                return await Serve(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return 130;
            }
            finally
            {
                await Stop();
                Array.ForEach(signals, s => s.Dispose());
            }
    }

    private async Task<int> Serve(CancellationTokenSource stopping)
    {
        var stop = stopping.Token;
        var machine = new Machine(options, _board);
        await Leftovers.Clear(options.State, options.Root, stop);
        var chosen = options.BackingOnly is null
            ? resources
            : [.. resources.OfType<ServerResource>()];
        TakePorts(chosen, machine);
        var supervisors = new Dictionary<Resource, Supervisor>();
        foreach (var resource in chosen)
        {
            var shown = resource.Name == options.Shown;
            var log = new Log(
                machine.Logs,
                resource.Name,
                shown ? Console.OpenStandardOutput() : null
            );
            supervisors[resource] = new(resource, machine, log, r => supervisors[r]);
            if (resource is ServerResource server)
                await server.Plan(machine, log, stop);
        }
        _supervisors = [.. supervisors.Values];
        _board.Show(_supervisors);
        await WriteEndpoints(stop);
        var runs = Task.WhenAll(
            _supervisors.Select(s => Task.Run(() => s.Run(stop), CancellationToken.None))
        );
        try
        {
            return await UntilTheEnd(stopping);
        }
        finally
        {
            await stopping.CancelAsync();
            await runs;
        }
    }

    private async Task<int> UntilTheEnd(CancellationTokenSource stopping)
    {
        var stop = stopping.Token;
        if (Array.Find(_supervisors, s => s.Resource.Name == options.Shown) is { } shown)
            _ = shown.Healthy.ContinueWith(
                _ => _board.Freeze(),
                stop,
                default,
                TaskScheduler.Default
            );
        if (options.Until is { } name)
        {
            var last =
                Array.Find(_supervisors, s => s.Resource.Name == name)
                ?? throw new InvalidOperationException($"There is no resource {name} to wait for.");
            return await last.Ended.WaitAsync(stop);
        }
        while (!Array.TrueForAll(_supervisors, s => s.IsSettled))
            await Task.Delay(100, stop);
        if (options.BackingOnly is { } file)
        {
            if (Array.Exists(_supervisors, s => s.Phase is Phase.Failed))
                return 1;
            await WriteConnections(file);
            _ = Console
                .OpenStandardInput()
                .CopyToAsync(Stream.Null, stop)
                .ContinueWith(_ => stopping.Cancel(), stop, default, TaskScheduler.Default);
        }
        else
            _board.Say("Serving until Ctrl-C.");
        await Task.Delay(Timeout.Infinite, stop)
            .ContinueWith(_ => { }, CancellationToken.None, default, TaskScheduler.Default);
        return Array.Exists(_supervisors, s => s.Phase is Phase.Failed) ? 1 : 0;
    }

    private void TakePorts(IEnumerable<Resource> chosen, Machine machine)
    {
        foreach (var project in chosen.OfType<ProjectResource>().Where(p => p.Port != 0))
        {
            var wanted = project.Port;
            project.Port = machine.FreePort(wanted);
            if (project.Port != wanted)
                _board.Say($"{project.Name}: port {wanted} is taken, moved to {project.Port}");
        }
    }

    private async Task WriteEndpoints(CancellationToken stop)
    {
        var urls = resources
            .OfType<ProjectResource>()
            .Where(p => p.Url is not null)
            .ToDictionary(p => p.Name, p => p.Url);
        await File.WriteAllTextAsync(Endpoints, JsonSerializer.Serialize(urls), stop);
    }

    private string Endpoints => Path.Combine(options.State, "endpoints.json");

    private async Task WriteConnections(string file)
    {
        var servers = resources.OfType<ServerResource>().ToArray();
        var lines = servers
            .Select(s => $"ConnectionStrings__{s.Name}={s.ConnectionString}")
            .Concat(
                servers
                    .Where(s => s.Url is not null)
                    .Select(s => $"services__{s.Name}__management__0={s.Url}")
            );
        Machine.WritePrivate(file + ".new", string.Join('\n', lines) + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    private async Task Stop()
    {
        File.Delete(Endpoints);
        await Task.WhenAll(
            _supervisors
                .Where(s => s.Resource is not ServerResource)
                .Select(s => s.Stop(GraceOfProcesses))
        );
        await Task.WhenAll(
            _supervisors
                .Where(s => s.Resource is ServerResource)
                .Select(s => s.Stop(GraceOfServers))
        );
    }

    // The second Ctrl-C does not wait for anybody.
    private void OnSignal(PosixSignalContext context, CancellationTokenSource stopping)
    {
        context.Cancel = true;
        if (stopping.IsCancellationRequested)
            foreach (var supervisor in _supervisors)
                _ = supervisor.Stop(TimeSpan.Zero);
        stopping.Cancel();
    }
}

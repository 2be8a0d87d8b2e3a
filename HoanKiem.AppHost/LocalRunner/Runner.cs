using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HoanKiem.LocalRunner;

/// <summary>Starts all resources in the order of their needs, and ends all that it started, whenever and however it is told to stop.</summary>
internal sealed class Runner(Options options, IReadOnlyList<Resource> resources)
{
    private static readonly ConcurrentDictionary<int, TcpListener> Held = [];
    private static readonly ConcurrentDictionary<int, FileStream> Claimed = [];
    private readonly string _endpoints = Path.Combine(options.State, "endpoints.json");
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IDisposable> _signals = [];
    private readonly Board _board = new();
    private Supervisor[] _all = [];
    private long _stoppedAt;

    public async Task<int> Run()
    {
        Directory.CreateDirectory(options.State);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
        try
        {
            await using var held = new FileStream(Path.Combine(options.State, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return await Serve(_stopping.Token);
        }
        catch (IOException e) when (_all.Length == 0)
        {
            _board.Say($"Another runner works in {options.State}: stop it first. ({e.Message})");
            return 1;
        }
    }

    /// <summary>
    /// The wanted port or, when it is taken, the next free one; without a wish one below the ephemeral range. Held until its owner starts. And
    /// claimed as long as this runner lives: between holding and listening nobody listens, and another runner would find the port free.
    /// </summary>
    public static int FreePort(int wanted = 0)
    {
        for (var port = wanted == 0 ? Random.Shared.Next(20000, 30000) : wanted; ; port++)
        {
            if (Claim(port) is not { } claim)
                continue;
            try
            {
                var held = new TcpListener(IPAddress.Loopback, port);
                held.Start();
                Held[port] = held;
                Claimed[port] = claim;
                return port;
            }
            catch (SocketException)
            {
                claim.Dispose();
            }
        }
    }

    // Where the runners of a user claim their ports: a locked file for each.
    private static string Claims { get; } = Path.Combine(Path.GetTempPath(), $"hoankiem-ports-{Environment.UserName}");

    private static FileStream? Claim(int port)
    {
        var file = Path.Combine(Directory.CreateDirectory(Claims).FullName, port.ToString(CultureInfo.InvariantCulture));
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        // A disk that takes no file is not a port that is taken.
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    public static void Release(int port) => (Held.TryRemove(port, out var held) ? held : null)?.Dispose();

    private async Task<int> Serve(CancellationToken stop)
    {
        var runs = Task.CompletedTask;
        try
        {
            await Leftovers.Clear(options.State, stop);
            Prepare();
            _board.Rows = _all;
            runs = Task.WhenAll(_all.Select(s => Task.Run(() => s.Run(stop), CancellationToken.None)));
            return await UntilTheEnd(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return options.Until is not null ? 130 : AnyFailed;
        }
        finally
        {
            await _stopping.CancelAsync();
            await runs;
            File.Delete(_endpoints);
            // Together below the fifteen seconds that a person waits after Ctrl-C.
            await Stop(s => s.Resource is not ServerResource, TimeSpan.FromSeconds(4));
            await Stop(s => s.Resource is ServerResource, TimeSpan.FromSeconds(8));
        }
    }

    private void Prepare()
    {
        var chosen = options.Backing is null ? resources : [.. resources.OfType<ServerResource>()];
        foreach (var server in chosen.OfType<ServerResource>().Where(s => s.Given is null))
            server.Prepare(options);
        foreach (var project in chosen.OfType<ProjectResource>().Where(p => p.Port != 0))
        {
            var port = FreePort(project.Port);
            if (port != project.Port)
                _board.Say($"{project.Name}: port {project.Port} is taken, moved to {port}");
            project.Port = port;
        }
        var all = new Dictionary<Resource, Supervisor>();
        foreach (var resource in chosen)
        {
            var echo = resource.Name == options.Shown ? Console.OpenStandardOutput() : null;
            var log = new Log(Path.Combine(options.State, "logs"), resource.Name, echo);
            all[resource] = new(resource, options, _board, log, r => all[r]);
        }
        _all = [.. all.Values];
        var urls = chosen.OfType<ProjectResource>().Where(p => p.Url is not null).ToDictionary(p => p.Name, p => p.Url);
        File.WriteAllText(_endpoints, JsonSerializer.Serialize(urls));
    }

    private async Task<int> UntilTheEnd(CancellationToken stop)
    {
        if (Array.Find(_all, s => s.Resource.Name == options.Shown) is { } shown)
            _ = shown.GotHealthy.Task.ContinueWith(_ => _board.Freeze(), stop, default, TaskScheduler.Default);
        if (options.Until is { } name)
        {
            var last = Array.Find(_all, s => s.Resource.Name == name);
            return await (last?.Ended.Task ?? throw new InvalidOperationException($"There is no resource {name}.")).WaitAsync(stop);
        }
        while (!Array.TrueForAll(_all, s => s.Phase is "healthy" or "finished" or "failed"))
            await Task.Delay(100, stop);
        if (options.Backing is { } file && AnyFailed == 0)
        {
            var servers = _all.Select(s => s.Resource).ToArray();
            var lines = servers.Select(s => $"{s.Address.Name}={s.Address.Value}").ToList();
            lines.AddRange(servers.Where(s => s.Url is not null).Select(s => $"services__{s.Name}__management__0={s.Url}"));
            ServerResource.WritePrivate(file, string.Join('\n', lines) + "\n");
            // A read of the console blocks its thread and hears of no cancellation.
            await Console.OpenStandardInput().CopyToAsync(Stream.Null, CancellationToken.None).WaitAsync(stop);
        }
        if (options.Backing is not null)
            return AnyFailed;
        _board.Say("Serving until Ctrl-C.");
        await Task.Delay(Timeout.Infinite, stop);
        return 0;
    }

    private int AnyFailed => Array.Exists(_all, s => s.Phase is "failed") ? 1 : 0;

    private Task Stop(Predicate<Supervisor> which, TimeSpan grace) => Task.WhenAll(Array.FindAll(_all, which).Select(s => s.Stop(grace)));

    // The second Ctrl-C does not wait for anybody; two at once are one (a terminal and a script may both pass it on).
    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _board.Say($"Stopping ({context.Signal}).");
        if (_stopping.IsCancellationRequested && Environment.TickCount64 - _stoppedAt > 1500)
            _ = Stop(_ => true, TimeSpan.Zero);
        else
            _stoppedAt = Environment.TickCount64;
        _stopping.Cancel();
    }
}

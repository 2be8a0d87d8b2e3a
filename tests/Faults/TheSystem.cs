using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Demonstration;
using HoanKiem.SignIn;
using Npgsql;

namespace HoanKiem.Faults;

/// <summary>
/// The whole system as <c>./start</c> runs it, in two AppHosts: one keeps PostgreSQL and RabbitMQ running, durable, the other the services
/// and simulators, which reach the servers over <see cref="Wire"/>s. Both restart what dies.
/// </summary>
internal sealed class TheSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);
    private readonly string _servers;
    private readonly string _services;
    private readonly StreamWriter _log;
    private Process? _serverHost;
    private Process? _serviceHost;
    private HttpClient? _management;

    private TheSystem(string state)
    {
        State = state;
        _servers = Path.Combine(state, "servers");
        _services = Path.Combine(state, "services");
        Directory.CreateDirectory(_servers);
        Directory.CreateDirectory(_services);
        _log = new StreamWriter(Path.Combine(state, "hosts.log")) { AutoFlush = true };
        ClockPath = Path.Combine(state, "business-clock");
        Clock = new ClockFile(ClockPath, TimeProvider.System);
    }

    /// <summary>The services that keep data and speak events.</summary>
    public static IReadOnlyList<string> Services { get; } =
    [
        ResourceNames.Catalogue,
        ResourceNames.Dossiers,
        ResourceNames.Routing,
        ResourceNames.Postal,
        ResourceNames.Feedback,
        ResourceNames.Identity,
        ResourceNames.Reporting,
    ];

    public string State { get; }
    public string ClockPath { get; }
    public ClockFile Clock { get; }
    public Wire Database { get; private set; } = null!;
    public Wire Broker { get; private set; } = null!;
    public IConfiguration Settings { get; private set; } = null!;
    public Api Api { get; private set; } = null!;
    public HttpClient Management => _management!;

    /// <summary>Where PostgreSQL keeps its files, when that is a disk of its own.</summary>
    public Disk? Disk { get; private set; }

    /// <summary>Why it is none.</summary>
    public string WhyNoDisk { get; private set; } = "";

    /// <summary>As the server's owner, past the wire: the harness looks in while a fault lasts.</summary>
    public string Postgres { get; private set; } = "";

    public Uri BrokerAddress { get; private set; } = null!;

    public static async Task<TheSystem> Start(string root, string state, Action<string> say)
    {
        if (Directory.Exists(state))
            Disk.Remove(Path.Combine(state, "servers", ResourceNames.Postgres), state);
        if (Directory.Exists(state))
            Directory.Delete(state, recursive: true);
        var system = new TheSystem(state);
        try
        {
            await system.Begin(root, say);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process of a service or server, as its runner wrote it down; none while it is down.</summary>
    public int? ProcessOf(string resource)
    {
        foreach (var state in new[] { _services, _servers })
            try
            {
                var mark = File.ReadAllText(Path.Combine(state, "run", resource)).Split(' ');
                var process = int.Parse(mark[0], CultureInfo.InvariantCulture);
                if (
                    mark.Length > 1
                    && Processes.StartOf(process) == mark[1]
                    && Processes.Lives(process)
                )
                    return process;
            }
            catch (IOException) { }
        return null;
    }

    /// <summary>Everything that belongs to PostgreSQL: the postmaster and its children.</summary>
    public IReadOnlyList<int> DatabaseProcesses() =>
        ProcessOf(ResourceNames.Postgres) is { } postmaster
            ? [postmaster, .. Processes.ChildrenOf(postmaster)]
            : [];

    /// <summary>The Erlang machine of RabbitMQ.</summary>
    public int? BrokerProcess() => ProcessOf(ResourceNames.Messaging);

    /// <summary>The AppHost that restarts the servers; stopped, it restarts nothing.</summary>
    public void HoldServers(bool hold)
    {
        if (_serverHost is { HasExited: false } host)
            Processes.Send(host.Id, hold ? Signal.Stop : Signal.Continue);
    }

    public async Task<NpgsqlConnection> Connect(string database, CancellationToken ct = default)
    {
        var connection = new NpgsqlConnection(
            $"{Postgres};Database={database};Pooling=false;Timeout=5;Command Timeout=120"
        );
        await connection.OpenAsync(ct);
        return connection;
    }

    /// <summary>Whether a service answers to its health address.</summary>
    public async Task<bool> IsHealthy(string service)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            using var answer = await Management.GetAsync(
                new Uri(Api.AddressOf(service), "/health"),
                limit.Token
            );
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure)
            when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Runs a tool of RabbitMQ against this node.</summary>
    public async Task<string> Control(params string[] arguments)
    {
        var given = Processes.EnvironmentOf(
            BrokerProcess() ?? throw new InvalidOperationException("RabbitMQ is down.")
        );
        var start = new ProcessStartInfo("/usr/lib/rabbitmq/bin/rabbitmqctl", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in new[] { "HOME", "ERL_EPMD_PORT", "ERL_EPMD_ADDRESS" })
            start.Environment[name] = given[name];
        start.Environment["RABBITMQ_NODENAME"] = given["RABBITMQ_NODENAME"];
        start.Environment["RABBITMQ_CONF_ENV_FILE"] = "/dev/null";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(await output + await errors);
    }

    /// <summary>The program of a service with the environment that it runs in, its database exchanged.</summary>
    public ProcessStartInfo ProgramOf(string service, string database, params string[] arguments)
    {
        var process =
            ProcessOf(service) ?? throw new InvalidOperationException($"{service} is down.");
        var command = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
        var start = new ProcessStartInfo("dotnet", [command[1], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Processes.EnvironmentOf(process))
            start.Environment[name] = value;
        start.Environment[$"ConnectionStrings__{ResourceNames.DatabaseOf(service)}"] =
            $"{Postgres};Database={database}";
        return start;
    }

    public async ValueTask DisposeAsync()
    {
        HoldServers(false);
        // Each ends its own when the pipe to it closes: also when this process is killed.
        foreach (var host in new[] { _serviceHost, _serverHost })
            if (host is not null)
            {
                host.StandardInput.Close();
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
                try
                {
                    await host.WaitForExitAsync(limit.Token);
                }
                catch (OperationCanceledException)
                {
                    host.Kill(entireProcessTree: true);
                }
                host.Dispose();
            }
        if (Database is not null)
            await Database.DisposeAsync();
        if (Broker is not null)
            await Broker.DisposeAsync();
        Api?.Dispose();
        _management?.Dispose();
        if (Disk is not null)
            await Disk.DisposeAsync();
        await _log.DisposeAsync();
    }

    private async Task Begin(string root, Action<string> say)
    {
        Action<string> withoutDisk = why => say(WhyNoDisk = why);
        Disk = Disk.TryMake(Path.Combine(_servers, ResourceNames.Postgres), State, withoutDisk);
        var runner = Path.Combine(
            root,
            "artifacts",
            "bin",
            "HoanKiem.AppHost",
            new DirectoryInfo(AppContext.BaseDirectory).Name.Split('_')[0],
            "HoanKiem.AppHost.dll"
        );
        var addresses = Path.Combine(State, "connections");
        _serverHost = Host(
            "exec dotnet \"$0\" --backing-only \"$1\" --state \"$2\"",
            [runner, addresses, _servers],
            []
        );
        await Until(
            "PostgreSQL and RabbitMQ run",
            () => Task.FromResult(File.Exists(addresses)),
            _serverHost
        );

        var given = File.ReadAllLines(addresses)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        Postgres = given["ConnectionStrings__postgres"];
        BrokerAddress = new Uri(given["ConnectionStrings__messaging"]);
        var database = new NpgsqlConnectionStringBuilder(Postgres);
        Database = new Wire(database.Port, Greetings.OfPostgres);
        Broker = new Wire(BrokerAddress.Port, WhoConnects);
        _management = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        _management.BaseAddress = new Uri(given["services__messaging__management__0"]);
        _management.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(BrokerAddress.UserInfo))
        );
        if (Disk is not null && !await Disk.Carries(this))
            Disk = await Disk.GiveUp(withoutDisk);

        var accounts = Path.Combine(State, DemoAccounts.FileName);
        // A Monday of the second regime, at eight.
        Clock.MoveTo(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.FromHours(7)));
        database.Port = Database.Port;
        _serviceHost = Host(
            // Ended in order when the pipe closes.
            "exec 3<&0; dotnet \"$0\" --state \"$1\" </dev/null 3<&- & host=$!; (cat <&3 >/dev/null; kill $host) & wait $host; kill $! 2>/dev/null",
            [runner, _services],
            new()
            {
                ["ConnectionStrings__postgres"] = database.ConnectionString,
                ["ConnectionStrings__messaging"] =
                    $"amqp://{BrokerAddress.UserInfo}@127.0.0.1:{Broker.Port}",
                ["BusinessClock__File"] = ClockPath,
                ["DemoAccounts__File"] = accounts,
                ["Demonstration__Skip"] = "true",
                // A minute is longer than most faults last here; so that endpoints do pause, they pause sooner.
                ["Messaging__WaitInHand"] = "00:00:10",
            }
        );
        var endpoints = Path.Combine(_services, "endpoints.json");
        await Until("endpoints", () => Task.FromResult(File.Exists(endpoints)), _serviceHost);
        await Task.Delay(100);
        Settings = new ConfigurationBuilder()
            .AddInMemoryCollection(
                JsonSerializer
                    .Deserialize<Dictionary<string, string>>(
                        await File.ReadAllTextAsync(endpoints)
                    )!
                    .Select(pair =>
                        KeyValuePair.Create($"services:{pair.Key}:http:0", (string?)pair.Value)
                    )
                    .Append(KeyValuePair.Create("DemoAccounts:File", (string?)accounts))
            )
            .Build();
        Api = new Api(Settings, TimeProvider.System);
        foreach (var service in Services)
            await Until($"{service} is healthy", () => IsHealthy(service), _serviceHost);
    }

    // RabbitMQ's clients say who they are only after the server has spoken; they are few, so the kernel is asked.
    private Task<Wire.Caller> WhoConnects(Socket client, CancellationToken ct)
    {
        var processes = Services
            .Select(service => (Service: service, Process: ProcessOf(service)))
            .Where(pair => pair.Process is not null)
            .ToList();
        var owner = Processes.OwnerOf(
            ((IPEndPoint)client.RemoteEndPoint!).Port,
            processes.Select(pair => pair.Process!.Value)
        );
        var service = processes.FirstOrDefault(pair => pair.Process == owner).Service;
        return Task.FromResult(new Wire.Caller(service, default));
    }

    private Process Host(string script, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("setsid", ["bash", "-c", script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var name in new[] { "ConnectionStrings__postgres", "ConnectionStrings__messaging" }
        )
            start.Environment.Remove(name);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Note(string? line)
    {
        if (line is not null)
            lock (_log)
                _log.WriteLine(line);
    }

    private async Task Until(string what, Func<Task<bool>> condition, Process host)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (host.HasExited || watch.Elapsed > StartLimit)
                throw new TimeoutException(
                    $"In vain: {what}; see {Path.Combine(State, "hosts.log")} and the logs beside it."
                );
            await Task.Delay(100);
        }
    }
}

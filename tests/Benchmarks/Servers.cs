using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using RabbitMQ.Client;

namespace HoanKiem.Benchmarks;

/// <summary>
/// PostgreSQL and RabbitMQ of the benchmarks' own, on empty data and with full durability: nothing is switched off. They are started by the
/// same scripts as everywhere, directly, because one benchmark stops the broker and no runner shall bring it back meanwhile.
/// </summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly string _root;
    private readonly string _state;
    private readonly string _password = Convert.ToHexStringLower(
        RandomNumberGenerator.GetBytes(16)
    );
    private readonly int[] _postgresPorts = FreePorts();
    private readonly int[] _rabbitPorts = FreePorts();
    private Child _postgres = null!;
    private Child? _rabbit;

    private Servers(string root, string state) => (_root, _state) = (root, state);

    /// <summary>As the superuser, without a database.</summary>
    public string Postgres =>
        $"Host=127.0.0.1;Port={_postgresPorts[0]};Username=postgres;Password={_password}";

    public string Rabbit => $"amqp://guest:{_password}@127.0.0.1:{_rabbitPorts[0]}";

    /// <summary>What libpq's programs read.</summary>
    public IReadOnlyDictionary<string, string?> ForLibpq =>
        new Dictionary<string, string?>
        {
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = $"{_postgresPorts[0]}",
            ["PGUSER"] = "postgres",
            ["PGPASSWORD"] = _password,
        };

    public static async Task<Servers> StartAsync(string root, string state)
    {
        var servers = new Servers(root, state);
        Directory.CreateDirectory(state);
        servers._postgres = await servers.RunAsync(
            "postgres",
            servers._postgresPorts,
            fresh: true,
            // As in AppHost.cs; and each row's moment of commit, which no table could tell.
            "-c",
            "max_connections=300",
            "-c",
            "shared_buffers=128MB",
            "-c",
            "track_commit_timestamp=on"
        );
        await servers.StartBrokerAsync(fresh: true);
        await Until(
            "PostgreSQL answers",
            async () =>
            {
                await using var connection = new NpgsqlConnection(
                    servers.Postgres + ";Pooling=false;Timeout=3"
                );
                await connection.OpenAsync();
            }
        );
        return servers;
    }

    public async Task StartBrokerAsync(bool fresh = false)
    {
        _rabbit = await RunAsync("messaging", _rabbitPorts, fresh);
        await Until(
            "RabbitMQ answers",
            async () =>
            {
                await using var connection = await new ConnectionFactory
                {
                    Uri = new Uri(Rabbit),
                }.CreateConnectionAsync();
            }
        );
    }

    public async Task StopBrokerAsync()
    {
        await _rabbit!.StopAsync();
        _rabbit = null;
    }

    /// <summary>A virtual host of the broker with nothing in it.</summary>
    public async Task<string> FreshVirtualHostAsync(string name)
    {
        using var management = Management();
        await management.DeleteAsync(new Uri($"vhosts/{name}", UriKind.Relative));
        (
            await management.PutAsync(new Uri($"vhosts/{name}", UriKind.Relative), null)
        ).EnsureSuccessStatusCode();
        (
            await management.PutAsJsonAsync(
                new Uri($"permissions/{name}/guest", UriKind.Relative),
                new
                {
                    configure = ".*",
                    write = ".*",
                    read = ".*",
                }
            )
        ).EnsureSuccessStatusCode();
        return $"{Rabbit}/{name}";
    }

    public async Task DropVirtualHostAsync(string name)
    {
        using var management = Management();
        await management.DeleteAsync(new Uri($"vhosts/{name}", UriKind.Relative));
    }

    public async ValueTask DisposeAsync()
    {
        if (_rabbit is not null)
            await _rabbit.DisposeAsync();
        await _postgres.StopAsync(signal: 2);
    }

    /// <summary>Waits until something no longer throws.</summary>
    public static async Task Until(
        string what,
        Func<Task> works,
        double seconds = 120,
        double every = 0.1
    )
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            try
            {
                await works();
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (limit.IsCancellationRequested)
                    throw new TimeoutException($"Waited {seconds} s in vain: {what}.", failure);
                await Task.Delay(TimeSpan.FromSeconds(every));
            }
        }
    }

    private Task<Child> RunAsync(string name, int[] ports, bool fresh, params string[] arguments) =>
        Child.StartAsync(
            "bash",
            [
                Path.Combine(
                    _root,
                    "HoanKiem.AppHost",
                    "Servers",
                    name == "messaging" ? "rabbitmq.sh" : "postgres.sh"
                ),
                .. arguments,
            ],
            _root,
            Path.Combine(_state, name + ".log"),
            new Dictionary<string, string?>
            {
                ["NAME"] = name,
                ["STATE"] = _state,
                ["PASSWORD"] = _password,
                ["PORTS"] = string.Join(' ', ports),
                ["VOLUME"] = "hoankiem-bench-" + name,
                ["FRESH"] = fresh ? "yes" : "",
                ["VOLATILE"] = "",
            }
        );

    private HttpClient Management()
    {
        var client = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{_rabbitPorts[1]}/api/"),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"guest:{_password}"))
        );
        return client;
    }

    private static int[] FreePorts()
    {
        var held = Enumerable
            .Range(0, 4)
            .Select(_ => new TcpListener(IPAddress.Loopback, 0))
            .ToList();
        held.ForEach(listener => listener.Start());
        var ports = held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        held.ForEach(listener => listener.Dispose());
        return ports;
    }
}

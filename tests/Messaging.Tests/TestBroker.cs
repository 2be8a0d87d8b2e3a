using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HoanKiem.Testing;
using RabbitMQ.Client;

namespace HoanKiem.Messaging.Tests;

/// <summary>A virtual host of RabbitMQ for one test class. Its management API listens ten thousand ports above AMQP, as RabbitMQ has it.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly HttpClient _management;
    private readonly string _vhost = "messaging-" + Guid.NewGuid().ToString("N");
    private readonly string _user;

    private TestBroker(Uri server)
    {
        var credentials = server.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        _user = credentials[0];
        ConnectionString = new UriBuilder(server) { Path = "/" + _vhost }.Uri.ToString();
        _management = new HttpClient
        {
            BaseAddress = new Uri(
                (
                    Environment.GetEnvironmentVariable("HOANKIEM_TEST_RABBITMQ_MANAGEMENT")
                    ?? $"http://{server.Host}:{server.Port + 10000}"
                ).TrimEnd('/') + "/api/"
            ),
        };
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_user}:{credentials[1]}"))
        );
    }

    public string ConnectionString { get; }

    public static async Task<TestBroker> CreateAsync()
    {
        var broker = new TestBroker(
            new Uri(
                Environment.GetEnvironmentVariable("HOANKIEM_TEST_RABBITMQ")
                    ?? throw new InvalidOperationException("HOANKIEM_TEST_RABBITMQ is not set")
            )
        );
        (
            await broker._management.PutAsync($"vhosts/{broker._vhost}", null)
        ).EnsureSuccessStatusCode();
        await broker.AllowAsync(".*");
        return broker;
    }

    /// <summary>What the user may configure, write and read: <c>^$</c> is nothing, as if the broker refused.</summary>
    public async Task AllowAsync(string pattern) =>
        (
            await _management.PutAsJsonAsync(
                $"permissions/{_vhost}/{_user}",
                new
                {
                    configure = pattern,
                    write = pattern,
                    read = pattern,
                }
            )
        ).EnsureSuccessStatusCode();

    /// <summary>Takes the broker away: no new connections, and those that are open are cut.</summary>
    public async Task GoDownAsync()
    {
        (
            await _management.PutAsJsonAsync(
                $"vhost-limits/{_vhost}/max-connections",
                new { value = 0 }
            )
        ).EnsureSuccessStatusCode();
        // A connection is listed with the next statistics, which come every five seconds: until there was none for longer.
        for (var quiet = 0; quiet < 12; quiet++)
        {
            if (await CutListedAsync() > 0)
                quiet = 0;
            await Task.Delay(500);
        }
    }

    public async Task ComeBackAsync() =>
        (
            await _management.DeleteAsync($"vhost-limits/{_vhost}/max-connections")
        ).EnsureSuccessStatusCode();

    /// <summary>Cuts the connections that are open, which may be opened again at once; waits until one is listed.</summary>
    public Task CutConnectionsAsync() =>
        Eventually.True("a connection is listed", async () => await CutListedAsync() > 0);

    public async Task<IConnection> ConnectAsync() =>
        await new ConnectionFactory { Uri = new Uri(ConnectionString) }.CreateConnectionAsync();

    /// <summary>Messages in a queue, asked over AMQP, which knows at once.</summary>
    public async Task<uint> CountAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(queue);
    }

    /// <summary>Takes all messages out of a queue, oldest first.</summary>
    public async Task<List<byte[]>> DrainAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var bodies = new List<byte[]>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } got)
            bodies.Add(got.Body.ToArray());
        return bodies;
    }

    /// <summary>Consumers of a queue.</summary>
    public async Task<uint> ListenersAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.ConsumerCountAsync(queue);
    }

    private async Task<int> CutListedAsync()
    {
        var connections = await _management.GetFromJsonAsync<JsonElement>(
            $"vhosts/{_vhost}/connections"
        );
        foreach (var connection in connections.EnumerateArray())
        {
            var name = Uri.EscapeDataString(connection.GetProperty("name").GetString()!);
            var answer = await _management.DeleteAsync($"connections/{name}");
            if (answer.StatusCode != HttpStatusCode.NotFound)
                answer.EnsureSuccessStatusCode();
        }
        return connections.GetArrayLength();
    }

    public async ValueTask DisposeAsync()
    {
        await _management.DeleteAsync($"vhosts/{_vhost}");
        _management.Dispose();
    }
}

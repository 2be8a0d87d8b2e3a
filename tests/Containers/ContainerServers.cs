using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;
using DotNet.Testcontainers.Networks;
using HoanKiem.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace HoanKiem.Containers;

/// <summary>
/// PostgreSQL and RabbitMQ in containers of one run: images that <c>deploy/images/build</c> has made, never pulled, on ports that only this
/// machine reaches.
/// </summary>
public sealed class ContainerServers : IAsyncDisposable
{
    private readonly string _password = Guid.NewGuid().ToString("N");
    private INetwork? _network;
    private PostgreSqlContainer? _postgres;
    private RabbitMqContainer? _rabbit;

    /// <summary>Whether this run of the tests asks for them: <c>HOANKIEM_TEST_BACKING=containers</c>.</summary>
    public static bool Asked { get; } =
        Environment.GetEnvironmentVariable("HOANKIEM_TEST_BACKING") == "containers";

    /// <summary>Connection string of PostgreSQL, for its superuser.</summary>
    public string Postgres { get; private set; } = "";

    /// <summary>Address of RabbitMQ with its user.</summary>
    public string Broker { get; private set; } = "";

    /// <summary>Address of RabbitMQ's management.</summary>
    public string Management { get; private set; } = "";

    /// <summary>Starts both; they are ready when this returns.</summary>
    public async Task StartAsync()
    {
        // An engine may have no default bridge, and whatever it publishes stays on this machine.
        _network = new NetworkBuilder()
            .WithOption("com.docker.network.bridge.host_binding_ipv4", "127.0.0.1")
            .Build();
        _postgres = new PostgreSqlBuilder("hoankiem/postgres:15")
            .WithImagePullPolicy(PullPolicy.Never)
            .WithNetwork(_network)
            .WithUsername("postgres")
            .WithPassword(_password)
            .WithDatabase("postgres")
            .WithCommand("-c", "max_connections=500")
            .Build();
        _rabbit = new RabbitMqBuilder("hoankiem/rabbitmq:3.10")
            .WithImagePullPolicy(PullPolicy.Never)
            .WithNetwork(_network)
            .WithUsername("guest")
            .WithPassword(_password)
            .WithPortBinding(15672, assignRandomHostPort: true)
            // The image says nothing below a warning: it is ready when it answers.
            .WithWaitStrategy(
                Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(r => r.ForPort(15672))
            )
            .Build();
        await Task.WhenAll(_postgres.StartAsync(), _rabbit.StartAsync());

        Postgres = _postgres.GetConnectionString();
        Broker = $"amqp://guest:{_password}@{_rabbit.Hostname}:{_rabbit.GetMappedPublicPort(5672)}";
        Management = $"http://{_rabbit.Hostname}:{_rabbit.GetMappedPublicPort(15672)}";
        await Eventually.True("RabbitMQ takes connections", ConnectsAsync);
    }

    /// <summary>Removes them and their network.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_rabbit is not null)
            await _rabbit.DisposeAsync();
        if (_network is not null)
            await _network.DisposeAsync();
    }

    private async Task<bool> ConnectsAsync()
    {
        try
        {
            await using var connection = await new ConnectionFactory
            {
                Uri = new Uri(Broker),
            }.CreateConnectionAsync();
            return connection.IsOpen;
        }
        catch (BrokerUnreachableException)
        {
            return false;
        }
    }
}

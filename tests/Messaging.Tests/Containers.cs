using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Networks;
using HoanKiem.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

[assembly: AssemblyFixture(typeof(HoanKiem.Messaging.Tests.Containers))]

namespace HoanKiem.Messaging.Tests;

/// <summary>
/// Around all tests. With <c>HOANKIEM_TEST_BACKING=containers</c> their servers are containers of this run: images that
/// <c>deploy/images/build</c> has made, never pulled. Everything else finds them where <c>./test</c> would have said.
/// </summary>
public sealed class Containers : IAsyncLifetime
{
    private readonly string _password = Guid.NewGuid().ToString("N");
    private INetwork? _network;
    private PostgreSqlContainer? _postgres;
    private RabbitMqContainer? _rabbit;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("HOANKIEM_TEST_BACKING") != "containers")
            return;

        // An engine may have no default bridge, and whatever it publishes stays on this machine.
        _network = new NetworkBuilder()
            .WithOption("com.docker.network.bridge.host_binding_ipv4", "127.0.0.1")
            .Build();
        _postgres = new PostgreSqlBuilder("hoankiem/postgres:15")
            .WithImagePullPolicy(DotNet.Testcontainers.Images.PullPolicy.Never)
            .WithNetwork(_network)
            .WithUsername("postgres")
            .WithPassword(_password)
            .WithDatabase("postgres")
            .WithCommand("-c", "max_connections=500")
            .Build();
        _rabbit = new RabbitMqBuilder("hoankiem/rabbitmq:3.10")
            .WithImagePullPolicy(DotNet.Testcontainers.Images.PullPolicy.Never)
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

        var host = $"{_rabbit.Hostname}:{_rabbit.GetMappedPublicPort(5672)}";
        var amqp = $"amqp://guest:{_password}@{host}";
        await Eventually.True("RabbitMQ takes connections", () => ConnectsAsync(amqp));
        Environment.SetEnvironmentVariable(
            "HOANKIEM_TEST_POSTGRES",
            _postgres.GetConnectionString()
        );
        Environment.SetEnvironmentVariable("HOANKIEM_TEST_RABBITMQ", amqp);
        Environment.SetEnvironmentVariable(
            "HOANKIEM_TEST_RABBITMQ_MANAGEMENT",
            $"http://{_rabbit.Hostname}:{_rabbit.GetMappedPublicPort(15672)}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await TestDatabase.DropTemplateAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_rabbit is not null)
            await _rabbit.DisposeAsync();
        if (_network is not null)
            await _network.DisposeAsync();
    }

    private static async Task<bool> ConnectsAsync(string amqp)
    {
        try
        {
            await using var connection = await new ConnectionFactory
            {
                Uri = new Uri(amqp),
            }.CreateConnectionAsync();
            return connection.IsOpen;
        }
        catch (BrokerUnreachableException)
        {
            return false;
        }
    }
}

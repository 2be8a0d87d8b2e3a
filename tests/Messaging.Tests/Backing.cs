using HoanKiem.Containers;
using HoanKiem.Testing;

[assembly: AssemblyFixture(typeof(HoanKiem.Messaging.Tests.Backing))]

namespace HoanKiem.Messaging.Tests;

/// <summary>Around all tests: where they run on containers, they find those where <c>./test</c> would have named its servers.</summary>
public sealed class Backing : IAsyncLifetime
{
    private readonly ContainerServers _containers = new();

    public async ValueTask InitializeAsync()
    {
        if (!ContainerServers.Asked)
            return;
        await _containers.StartAsync();
        Environment.SetEnvironmentVariable("HOANKIEM_TEST_POSTGRES", _containers.Postgres);
        Environment.SetEnvironmentVariable("HOANKIEM_TEST_RABBITMQ", _containers.Broker);
        Environment.SetEnvironmentVariable(
            "HOANKIEM_TEST_RABBITMQ_MANAGEMENT",
            _containers.Management
        );
    }

    public async ValueTask DisposeAsync()
    {
        await TestDatabase.DropTemplateAsync();
        await _containers.DisposeAsync();
    }
}

using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Messaging.Tests;

/// <summary>A service that runs in the test's process; two of them on one database are two replicas.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly IHost _host;

    private TestService(IHost host) => _host = host;

    public InboxPipeline Pipeline => _host.Services.GetRequiredService<InboxPipeline>();

    public Trouble Trouble => _host.Services.GetRequiredService<Trouble>();

    public IServiceProvider Services => _host.Services;

    public static async Task<TestService> StartAsync(
        string service,
        string database,
        string? broker = null,
        Action<ServiceMessaging>? configure = null,
        Action<IServiceCollection>? services = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Messaging:Transport"] = broker is null ? "None" : "RabbitMQ",
                // Only those that test the comparison let it run.
                ["Messaging:CompareEvery"] = "00:00:00",
                [$"ConnectionStrings:{ResourceNames.Messaging}"] = broker,
            }
        );
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<Trouble>();
        builder.Services.AddSingleton(new BusinessClock(TimeProvider.System));
        builder.Services.AddDbContext<TestDb>(options => options.UseNpgsql(database));
        services?.Invoke(builder.Services);
        builder.AddMessaging<TestDb>(service, configure ?? (_ => { }));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new TestService(host);
    }

    /// <summary>Handlers of each ordering for the petitions of Feedback, in Reporting.</summary>
    public static void ReportPetitions(ServiceMessaging messaging) =>
        messaging
            .From(ResourceNames.Feedback)
            .Ordered<PetitionAccepted, WriteDownInOrder>()
            .Ordered<PetitionResolved, WriteDownInOrder>()
            .Latest<PetitionResolved, WriteDownNewest>()
            .Independent<PetitionResolved, WriteDownEach>();

    /// <summary>Works with the service's DbContext and what is injected beside it, and saves.</summary>
    public async Task SaveAsync(Action<IServiceProvider> work)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        work(scope.ServiceProvider);
        await scope
            .ServiceProvider.GetRequiredService<TestDb>()
            .SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    public async Task<T> ReadAsync<T>(Func<TestDb, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<TestDb>());
    }

    /// <summary>The places in the petition's life that a handler wrote down, in the order in which it did.</summary>
    public Task<List<long>> NotesAsync(Guid petition, string by = "ordered") =>
        ReadAsync(db =>
            db.Notes.Where(n => n.Subject == petition.ToString() && n.By == by)
                .OrderBy(n => n.Id)
                .Select(n => n.Sequence)
                .ToListAsync(TestContext.Current.CancellationToken)
        );

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}

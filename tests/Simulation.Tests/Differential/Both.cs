using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Messaging.Tests;
using HoanKiem.ServiceDefaults;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

[assembly: AssemblyFixture(typeof(HoanKiem.Simulation.Tests.Differential.TemplateEnd))]

namespace HoanKiem.Simulation.Tests.Differential;

/// <summary>Drops the template after the last test.</summary>
public sealed class TemplateEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => TestDatabase.DropTemplateAsync();
}

/// <summary>The real library on PostgreSQL, in a host that is never started: its clocks and its relay go when the test says so.</summary>
internal sealed class Real : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestDatabase _database;

    private Real(IHost host, TestDatabase database) => (_host, _database) = (host, database);

    public IServiceProvider Services => _host.Services;

    public InboxPipeline Pipeline => Services.GetRequiredService<InboxPipeline>();

    public static async Task<Real> CreateAsync(
        string service,
        Action<ServiceMessaging> configure,
        TimeProvider? clock = null
    )
    {
        var database = await TestDatabase.CreateAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Messaging:Transport"] = "None",
                // One worker: what comes while it is at work is taken together.
                ["Messaging:Concurrency"] = "1",
            }
        );
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddSingleton<Trouble>();
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton(new BusinessClock(clock ?? TimeProvider.System));
        builder.Services.AddDbContext<TestDb>(options =>
            options.UseNpgsql(database.ConnectionString)
        );
        builder.AddMessaging<TestDb>(service, configure);
        return new Real(builder.Build(), database);
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>One text for each row of a query, sorted.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        var rows = await connection.RowsAsync(sql, row => row.GetString(0), default);
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    public T Make<T>() => ActivatorUtilities.CreateInstance<T>(Services);

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _database.DisposeAsync();
    }
}

/// <summary>The same in memory, in a calm world; nothing happens by itself.</summary>
internal sealed class Memory
{
    public Memory(string service, Action<Service> configure)
    {
        World = new World(1, Weather.Calm);
        Broker = new Broker(World, Twin.None);
        Service = new Service(World, Broker, service, Twin.None) { ByHand = true };
        configure(Service);
    }

    public World World { get; }

    public Broker Broker { get; }

    public Service Service { get; }

    public Tables Tables => Service.Tables;

    public Replica Replica => Service.First;

    /// <summary>Runs an act to its end.</summary>
    public T Do<T>(Func<Task<T>> act)
    {
        var result = default(T)!;
        World.Start(Replica, "acts", TimeSpan.Zero, async () => result = await act());
        World.Run();
        return result;
    }

    public void Do(Func<Task> act) =>
        Do(async () =>
        {
            await act();
            return true;
        });

    public static List<string> Sorted(IEnumerable<string> rows) =>
        [.. rows.Order(StringComparer.Ordinal)];
}

/// <summary>Lives of petitions, each place with the kind of event that it always has.</summary>
internal static class Lives
{
    public static object Event(Guid petition, int sequence) =>
        (sequence % 3) switch
        {
            1 => Petitions.Accepted(petition, sequence),
            2 => Petitions.Resolved(petition, sequence),
            _ => Petitions.Received(petition, sequence),
        };

    public static string Queue { get; } =
        Subscriptions.Queue(ResourceNames.Reporting, ResourceNames.Feedback);
}

using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>The service's DbContext, whatever its type.</summary>
internal sealed record MessagingDb(DbContext Context);

/// <summary>A scope in which the DbContext logs in as the worker: relay, consumers and clocks see every row of their service.</summary>
internal sealed class WorkerScope : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    private WorkerScope(AsyncServiceScope scope)
    {
        _scope = scope;
        // Before anything takes the DbContext; a context that was registered otherwise keeps its own login.
        if (scope.ServiceProvider.GetService<DatabaseRole>() is { } role)
            role.Login = DatabaseLogin.Worker;
        Db = scope.ServiceProvider.GetRequiredService<MessagingDb>().Context;
        // The transaction is all or nothing: a savepoint before each SaveChanges would only cost a round trip.
        Db.Database.AutoSavepointsEnabled = false;
    }

    public IServiceProvider Services => _scope.ServiceProvider;

    public DbContext Db { get; }

    public static WorkerScope Open(IServiceProvider services) => new(services.CreateAsyncScope());

    /// <summary>The DbContext's connection, open until the scope ends.</summary>
    public async Task<NpgsqlConnection> ConnectionAsync(CancellationToken ct)
    {
        await Db.Database.OpenConnectionAsync(ct);
        return (NpgsqlConnection)Db.Database.GetDbConnection();
    }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}

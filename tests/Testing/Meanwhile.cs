using System.Data.Common;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HoanKiem.Testing;

/// <summary>
/// Lets something happen in the middle of a request: before its first, second, third… step at the database, where a step is a statement, or the
/// begin or the end of a transaction. Whatever it is that happens, it is done and committed before the request goes on.
/// </summary>
public sealed class Meanwhile : DbCommandInterceptor, IDbTransactionInterceptor
{
    private readonly Lock _lock = new();
    private Func<Task>? _what;
    private int _before;

    /// <summary>How many steps the request took.</summary>
    public int Steps { get; private set; }

    /// <summary>From now on, until it has happened.</summary>
    public void Arrange(int before, Func<Task> what)
    {
        lock (_lock)
            (_before, _what, Steps) = (before, what, 0);
    }

    /// <summary>It did not happen: the request took fewer steps. It happens now.</summary>
    public async Task<bool> HappensOnlyNow()
    {
        if (Take(int.MaxValue) is not { } what)
            return false;
        await what();
        return true;
    }

    /// <summary>The service with this in it, on the same database.</summary>
    public WebApplicationFactory<TProgram> In<TProgram>(ServiceApp<TProgram> app)
        where TProgram : class =>
        app.WithWebHostBuilder(builder =>
            builder.ConfigureTestServices(services => services.AddSingleton<IInterceptor>(this))
        );

    /// <inheritdoc />
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        await Step(command.Connection);
        return result;
    }

    /// <inheritdoc />
    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        await Step(command.Connection);
        return result;
    }

    /// <inheritdoc />
    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default
    )
    {
        await Step(connection);
        return result;
    }

    /// <inheritdoc />
    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        await Step(transaction.Connection);
        return result;
    }

    // Only requests: whatever happens meanwhile is a worker's.
    private async Task Step(DbConnection? connection)
    {
        if (
            connection is NpgsqlConnection { UserName: { } login }
            && login.EndsWith("_app", StringComparison.Ordinal)
            && Take(null) is { } what
        )
            await what();
    }

    private Func<Task>? Take(int? step)
    {
        lock (_lock)
        {
            if (_what is not { } what || (step ?? ++Steps) <= _before)
                return null;
            _what = null;
            return what;
        }
    }
}

using System.Data.Common;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HoanKiem.Access;

/// <summary>
/// Tells PostgreSQL who asks, for row-level security: in the first statement of a transaction, or in front of a statement that is
/// a transaction of its own. The database looks up for itself what that caller reaches (<see cref="ScopeSql"/>). Set for the transaction
/// only, so that a pooled connection keeps nothing. Nobody signed in, nothing set, no rows.
/// </summary>
internal sealed class Scope(
    DatabaseRole role,
    Asking asking,
    BusinessClock clock,
    ReachReading reading
) : DbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    private bool Applies =>
        role.Login == DatabaseLogin.App && asking.Caller.Kind != CallerKind.Anonymous;

    // A single INSERT needs the scope as well, so every SaveChanges is a transaction.
    public InterceptionResult<int> SavingChanges(
        DbContextEventData eventData,
        InterceptionResult<int> result
    )
    {
        if (role.Login == DatabaseLogin.App && asking.HasPromisedToRead)
            throw new InvalidOperationException(
                "An endpoint that OnlyReads() saves something, which is not for those who may only read."
            );
        eventData.Context!.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(SavingChanges(eventData, result));

    public DbTransaction TransactionStarted(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result
    )
    {
        if (Applies)
        {
            using var command = Command(connection, result);
            command.ExecuteNonQuery();
        }

        return result;
    }

    // What the application's own filter is made of comes along, so that it costs no round trip.
    public async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        if (!Applies)
            return result;
        await using var command = Command(connection, result);
        if (reading.IsDone || asking.Caller.Kind is not (CallerKind.Officer or CallerKind.Citizen))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return result;
        }

#pragma warning disable CA2100 // the text is the program's own
        command.CommandText += ReachReading.Sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reading.Keep(reader, cancellationToken);
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Prefix(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(ReaderExecuting(command, eventData, result));

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result
    )
    {
        Prefix(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(NonQueryExecuting(command, eventData, result));

    // The first result is the scope's own row; the caller's result is the next one.
    public override DbDataReader ReaderExecuted(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result
    )
    {
        if (IsPrefixed(command))
            result.NextResult();
        return result;
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        if (IsPrefixed(command))
            await result.NextResultAsync(cancellationToken);
        return result;
    }

    private void Prefix(DbCommand command)
    {
        if (!Applies || command.Transaction is not null)
            return;
#pragma warning disable CA2100 // the text is the program's own
        command.CommandText = ScopeSql.Of(asking.Caller) + command.CommandText;
#pragma warning restore CA2100
        Bind(command);
    }

    private static bool IsPrefixed(DbCommand command) =>
        command.CommandText.StartsWith(ScopeSql.Beginning, StringComparison.Ordinal);

    private DbCommand Command(DbConnection connection, DbTransaction transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = ScopeSql.Of(asking.Caller);
        Bind(command);
        return command;
    }

    private void Bind(DbCommand command) =>
        ScopeSql.Bind(command, asking.Caller, LegalZone.DateOf(clock.GetUtcNow()));
}

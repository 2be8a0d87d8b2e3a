using System.Data.Common;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace HoanKiem.Access;

/// <summary>
/// Tells PostgreSQL who asks, for row-level security: in the first statement of a transaction, or in front of a statement that is
/// a transaction of its own. Set for the transaction only, so that a pooled connection keeps nothing. Nobody signed in, nothing set, no rows.
/// </summary>
internal sealed class Scope(DatabaseRole role, Caller caller, BusinessClock clock)
    : DbCommandInterceptor,
        IDbTransactionInterceptor,
        ISaveChangesInterceptor
{
    private const string Sql = """
        select set_config('hoankiem.subject', @hk_subject, true), set_config('hoankiem.kind', @hk_kind, true),
            set_config('hoankiem.agencies', coalesce(string_agg(agency, ','), ''), true),
            set_config('hoankiem.principals', coalesce(string_agg(principal, ','), ''), true)
        from reach where subject = @hk_subject and valid_from <= @hk_day and (valid_to is null or valid_to >= @hk_day);

        """;

    private bool Applies => role.Login == DatabaseLogin.App && caller.Kind != CallerKind.Anonymous;

    // A single INSERT needs the scope as well, so every SaveChanges is a transaction.
    public InterceptionResult<int> SavingChanges(
        DbContextEventData eventData,
        InterceptionResult<int> result
    )
    {
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

    public async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        if (Applies)
        {
            await using var command = Command(connection, result);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

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
        command.CommandText = Sql + command.CommandText;
#pragma warning restore CA2100
        AddParameters(command);
    }

    private static bool IsPrefixed(DbCommand command) =>
        command.CommandText.StartsWith(Sql, StringComparison.Ordinal);

    private DbCommand Command(DbConnection connection, DbTransaction transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Sql;
        AddParameters(command);
        return command;
    }

    private void AddParameters(DbCommand command)
    {
        command.Parameters.Add(new NpgsqlParameter<string>("hk_subject", caller.Subject));
        command.Parameters.Add(new NpgsqlParameter<string>("hk_kind", caller.KindName));
        command.Parameters.Add(
            new NpgsqlParameter<DateOnly>("hk_day", LegalDay.Of(clock.GetUtcNow()))
        );
    }
}

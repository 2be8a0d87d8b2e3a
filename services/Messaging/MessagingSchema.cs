using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// The tables of this library (<c>Schema.sql</c>): event log and inbox are partitioned, which generated migrations cannot say.
/// </summary>
public static class MessagingSchema
{
    /// <summary>The script: safe to repeat, run as the owner of the database after its roles exist.</summary>
    public static string Sql { get; } = Read();

    /// <summary>Makes or completes the tables and functions, grants them to the logins of the service, and keeps the partitions.</summary>
    public static async Task EnsureAsync(
        NpgsqlConnection connection,
        CancellationToken ct = default
    )
    {
        if (connection.State != System.Data.ConnectionState.Open)
            await connection.OpenAsync(ct);

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        // Two that migrate at once would both find a function missing and both create it.
        command.CommandText =
            $"select pg_advisory_xact_lock(hashtext('messaging_schema'));{Environment.NewLine}{Sql}{Environment.NewLine}select messaging_keep_partitions(now());";
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static string Read()
    {
        using var stream = typeof(MessagingSchema).Assembly.GetManifestResourceStream(
            "Schema.sql"
        )!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

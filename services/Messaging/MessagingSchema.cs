using HoanKiem.ServiceDefaults.Database;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// The tables of this library (<c>Schema.sql</c>, <c>Comparison.sql</c>): event log and inbox are partitioned, which generated migrations cannot say.
/// </summary>
public static class MessagingSchema
{
    // The login of requests writes what belongs to its effects; nobody changes what was said.
    private const string Grants = """
        revoke all on event_log, outbox, published, inbox, inbox_tally, cursor, latest, held, error, deadline, expectation,
            expectation_answer, republish, told, told_until, lost, digest, difference from {app}, {worker};
        grant select, insert on event_log, outbox, deadline, expectation, expectation_answer to {app}, {worker};
        grant select on published, inbox, inbox_tally, cursor, held, error to {app};
        grant insert on republish to {app};
        grant select, insert, update, delete on outbox, published, inbox, inbox_tally, cursor, latest, held, error, deadline,
            expectation, expectation_answer, republish, told, told_until, lost, digest, difference to {worker};
        revoke all on function messaging_keep_partitions(timestamptz) from public;
        grant execute on function messaging_keep_partitions(timestamptz) to {worker};
        revoke all on function messaging_reseal(uuid, text, text) from public;
        grant execute on function messaging_reseal(uuid, text, text) to {worker};
        """;

    /// <summary>Makes or completes the tables and functions, keeps the partitions and grants the service's logins what they need; at every migration, as the owner.</summary>
    internal static MigrationStep Step { get; } =
        new(
            "messaging",
            MigrationStage.AfterTables,
            async (context, ct) =>
            {
                await ApplyAsync(context.Connection, ct);
                await context.Execute(Grants, ct);
            }
        );

    /// <summary>The tables without the grants. Safe to repeat; for a database that has no roles of its own.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, CancellationToken ct = default)
    {
#pragma warning disable CA2100 // the text is the program's own
        // Two that migrate at once would both find a function missing and both create it.
        await using var command = new NpgsqlCommand(
            $"select pg_advisory_xact_lock(hashtext('messaging_schema'));\n{Script("Schema.sql")}\n{Script("Comparison.sql")}\nselect messaging_keep_partitions(now());",
            connection
        );
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Script(string name)
    {
        using var stream = typeof(MessagingSchema).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

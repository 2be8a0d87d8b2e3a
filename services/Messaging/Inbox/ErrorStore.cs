using Npgsql;
using NpgsqlTypes;

namespace HoanKiem.Messaging;

/// <summary>The list of what cannot be handled: rows of the consuming service.</summary>
internal static class ErrorStore
{
    /// <summary>Lists a message; the same one again counts as one more attempt.</summary>
    public static async Task AddAsync(
        NpgsqlConnection connection,
        FailedMessage failed,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into error as e (message_id, queue, type, aggregate, sequence, body, trace_parent, reason, failed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (message_id, queue) do update
                set attempts = e.attempts + 1, reason = excluded.reason, failed_at = excluded.failed_at
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = failed.MessageId },
                new() { Value = failed.Queue },
                new() { Value = failed.Type },
                Optional(failed.Aggregate, NpgsqlDbType.Text),
                Optional(failed.Sequence, NpgsqlDbType.Bigint),
                new() { Value = failed.Body },
                Optional(failed.TraceParent, NpgsqlDbType.Text),
                new() { Value = failed.Reason },
                new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Lists a held event that failed when its turn had come, and sets it aside until it is re-driven; nothing when it is applied by now.</summary>
    public static async Task SetAsideHeldAsync(
        NpgsqlConnection connection,
        string queue,
        string producer,
        string aggregate,
        long sequence,
        string reason,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            with failed as (
                update held h set failed_at = $5 from cursor c
                where c.producer = $1 and c.aggregate = $2 and h.producer = $1 and h.aggregate = $2
                  and h.sequence = c.sequence + 1 and h.sequence = $6
                returning h.message_id, h.type, h.sequence, h.body, h.trace_parent
            )
            insert into error as e (message_id, queue, type, aggregate, sequence, body, trace_parent, reason, failed_at)
            select message_id, $3, type, $2, sequence, coalesce(body, ''), trace_parent, $4, $5 from failed
            on conflict (message_id, queue) do update
                set attempts = e.attempts + 1, reason = excluded.reason, failed_at = excluded.failed_at
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = producer },
                new() { Value = aggregate },
                new() { Value = queue },
                new() { Value = reason },
                new() { Value = now },
                new() { Value = sequence },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Strikes from the list what has been handled since: it came again, or the process that drove it again did not live to strike it. A
    /// held event that failed is in the inbox as well, and stays.
    /// </summary>
    public static async Task StrikeHandledAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            delete from error e using inbox i
            where i.message_id = e.message_id and i.queue = e.queue
              and not exists (select from held h where h.message_id = e.message_id and h.failed_at is not null)
            """,
            connection
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

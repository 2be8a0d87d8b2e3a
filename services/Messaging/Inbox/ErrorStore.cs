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

    /// <summary>Lists the held event whose turn it is, and sets it aside until it is re-driven.</summary>
    public static async Task SetAsideHeldAsync(
        NpgsqlConnection connection,
        string queue,
        string producer,
        string aggregate,
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
                  and h.sequence = c.sequence + 1
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
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

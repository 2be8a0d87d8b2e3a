using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>The list of what cannot be handled: rows of the consuming service, filled from its error queues and by held events.</summary>
internal static class ErrorStore
{
    /// <summary>Lists the held event whose turn it is, and sets it aside until it is re-driven.</summary>
    public static async Task SetAsideHeldAsync(
        NpgsqlConnection connection,
        string service,
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
                new() { Value = Contracts.Subscriptions.Queue(service, producer) },
                new() { Value = reason },
                new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}

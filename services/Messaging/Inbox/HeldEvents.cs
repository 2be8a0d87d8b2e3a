using System.Text.Json;
using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>An event taken from the held ones because its turn has come.</summary>
/// <param name="Arrival">The event; without one only the cursor had to move.</param>
/// <param name="Sequence">Its place, to which the cursor has moved.</param>
/// <param name="Asked">Whether the producer was asked for the gap before it.</param>
internal sealed record Released(Arrival? Arrival, long Sequence, bool Asked);

/// <summary>Events ahead of their turn.</summary>
internal static class HeldEvents
{
    // The cursor's row first, as everywhere: then nobody waits for somebody who waits.
    private const string NextSql = """
        with next as (
            delete from held h using cursor c
            where c.producer = $1 and c.aggregate = $2 and h.producer = $1 and h.aggregate = $2
              and h.sequence = c.sequence + 1 and h.failed_at is null
            returning h.sequence, h.message_id, h.type, h.body, h.trace_parent, h.asked_at
        ), moved as (
            update cursor c set sequence = next.sequence, message_id = next.message_id from next
            where c.producer = $1 and c.aggregate = $2
        )
        select sequence, message_id, type, body, trace_parent, asked_at is not null from next
        """;

    /// <summary>Takes the event whose turn it is and moves the cursor; null when none is waiting for this turn.</summary>
    public static async Task<Released?> TakeNextAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string service,
        string producer,
        string aggregate,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (
            var sql in new[]
            {
                "select 1 from cursor where producer = $1 and aggregate = $2 for update",
                NextSql,
            }
        )
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(sql)
                {
                    Parameters =
                    {
                        new() { Value = producer },
                        new() { Value = aggregate },
                    },
                }
            );

        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;

        var sequence = reader.GetInt64(0);
        var asked = reader.GetBoolean(5);
        if (
            await reader.IsDBNullAsync(3, ct)
            || !EventTypes.TryGet(reader.GetString(2), out var shape)
        )
            return new Released(null, sequence, asked);

        var arrival = new Arrival(
            JsonSerializer.Deserialize(reader.GetString(3), shape.Type, MessageJson.Options)!,
            shape,
            reader.GetGuid(1),
            Subscriptions.Queue(service, producer),
            await reader.IsDBNullAsync(4, ct) ? null : reader.GetString(4)
        );
        return new Released(arrival, sequence, asked);
    }
}

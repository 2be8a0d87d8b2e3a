using System.Text.Json;
using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>An event taken from the held ones because its turn has come.</summary>
/// <param name="Sequence">Its place, to which the cursor has moved.</param>
/// <param name="MessageId">Its message.</param>
/// <param name="Type">Its type.</param>
/// <param name="Body">The event; without it only the cursor had to move.</param>
/// <param name="TraceParent">The act that it belongs to.</param>
/// <param name="Asked">Whether the producer was asked for the gap before it.</param>
internal sealed record Released(
    long Sequence,
    Guid MessageId,
    string Type,
    string? Body,
    string? TraceParent,
    bool Asked
)
{
    /// <summary>What is left to apply, if anything.</summary>
    public Arrival? ToArrival(string service, string producer) =>
        Body is null || !EventTypes.TryGet(Type, out var shape)
            ? null
            : new Arrival(
                JsonSerializer.Deserialize(Body, shape.Type, MessageJson.Options)!,
                shape,
                MessageId,
                Subscriptions.Queue(service, producer),
                TraceParent
            );
}

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

        return new Released(
            reader.GetInt64(0),
            reader.GetGuid(1),
            reader.GetString(2),
            await reader.IsDBNullAsync(3, ct) ? null : reader.GetString(3),
            await reader.IsDBNullAsync(4, ct) ? null : reader.GetString(4),
            reader.GetBoolean(5)
        );
    }
}

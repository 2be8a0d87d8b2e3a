using Npgsql;
using NpgsqlTypes;

namespace HoanKiem.Messaging;

/// <summary>What to send again: an aggregate, a span of system time, or everything; to one queue or to all subscribers.</summary>
internal sealed record RepublishOrder(
    string? AggregateId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Queue
);

/// <summary>Sends events of the log again, with the ids that they had: whoever has handled them ends them in the inbox.</summary>
internal static class Republisher
{
    private const int Page = 500;

    /// <summary>Writes the order down; the relay carries it out.</summary>
    public static async Task OrderAsync(
        NpgsqlConnection connection,
        Guid id,
        RepublishOrder order,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "insert into republish (id, aggregate_id, from_time, to_time, queue, asked_at) values ($1, $2, $3, $4, $5, $6)",
            connection
        )
        {
            Parameters =
            {
                new() { Value = id },
                Optional(order.AggregateId, NpgsqlDbType.Text),
                Optional(order.From?.ToUniversalTime(), NpgsqlDbType.TimestampTz),
                Optional(order.To?.ToUniversalTime(), NpgsqlDbType.TimestampTz),
                Optional(order.Queue, NpgsqlDbType.Text),
                new() { Value = now },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Carries out the oldest open order; false when there is none. Interrupted, it begins again, which is harmless.</summary>
    public static async Task<bool> RunNextAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        CancellationToken ct
    )
    {
        if (await NextAsync(connection, ct) is not var (id, order))
            return false;

        long sent = 0;
        long position = 0;
        while (true)
        {
            var (events, last) = await ReadAsync(connection, order, position, ct);
            await channel.PublishAsync(events, order.Queue, ct);
            sent += events.Count;
            position = last;
            if (events.Count < Page)
                break;
        }

        await using var done = new NpgsqlCommand(
            "update republish set done_at = now(), sent = $2 where id = $1",
            connection
        )
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = sent },
            },
        };
        await done.ExecuteNonQueryAsync(ct);
        return true;
    }

    private static async Task<(Guid Id, RepublishOrder Order)?> NextAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "select id, aggregate_id, from_time, to_time, queue from republish where done_at is null order by asked_at limit 1",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        return (
            reader.GetGuid(0),
            new RepublishOrder(
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
                reader.IsDBNull(4) ? null : reader.GetString(4)
            )
        );
    }

    // Only what has been published, in that order: the rest is still to come through the outbox.
    private static async Task<(List<Outgoing> Events, long Last)> ReadAsync(
        NpgsqlConnection connection,
        RepublishOrder order,
        long after,
        CancellationToken ct
    )
    {
        await using var command = order.AggregateId is null
            ? new NpgsqlCommand(
                $"""
                select p.position, e.event_id, e.type, e.body, e.trace_parent, e.correlation, e.recorded_at
                from published p join event_log e on e.event_id = p.event_id
                where p.position > $1 and ($2 is null or e.recorded_at >= $2) and ($3 is null or e.recorded_at < $3)
                order by p.position limit {Page}
                """,
                connection
            )
            {
                Parameters =
                {
                    new() { Value = after },
                    Optional(order.From?.ToUniversalTime(), NpgsqlDbType.TimestampTz),
                    Optional(order.To?.ToUniversalTime(), NpgsqlDbType.TimestampTz),
                },
            }
            : new NpgsqlCommand(
                $"""
                select sequence, event_id, type, body, trace_parent, correlation, recorded_at from event_log
                where aggregate_id = $2 and sequence > $1 order by sequence limit {Page}
                """,
                connection
            )
            {
                Parameters =
                {
                    new() { Value = after },
                    new() { Value = order.AggregateId },
                },
            };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<Outgoing>();
        while (await reader.ReadAsync(ct))
        {
            after = reader.GetInt64(0);
            events.Add(OutgoingRow.Read(reader, 1, republished: true));
        }
        return (events, after);
    }

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// Inbox row, cursor and, where an event is ahead, its place among the held ones: one statement, one round trip.
/// The cursor's row lock makes sure that no two events of one aggregate are applied at once.
/// </summary>
internal static class Turn
{
    private const string TakeSql = """
        with fresh as (
            insert into inbox (message_id, queue, handled_at) values ($1, $2, $3)
            on conflict do nothing returning 1
        ), turn as (
            insert into cursor as c (producer, aggregate, sequence, message_id, agency, day)
            select $4, $5, case when $6 = 1 then 1 else 0 end, case when $6 = 1 then $1 end, $10, $11 from fresh
            on conflict (producer, aggregate) do update
                set agency     = coalesce(c.agency, excluded.agency),
                    day        = coalesce(c.day, excluded.day),
                    sequence   = case when c.sequence = $6 - 1 then $6 else c.sequence end,
                    message_id = case when c.sequence = $6 - 1 then $1 else c.message_id end
            returning sequence, message_id
        ), hold as (
            insert into held (producer, aggregate, sequence, message_id, type, body, trace_parent, held_at)
            select $4, $5, $6, $1, $7, $8, $9, $3 from turn where turn.sequence < $6
            on conflict do nothing
        )
        select case when sequence < $6 then 1 when message_id = $1 and sequence = $6 then 0 else 3 end from turn
        """;

    // A statement of its own: it has to see what was held while the one before it waited for the cursor's lock.
    private const string WaitsSql =
        "select exists (select from held where producer = $1 and aggregate = $2 and sequence = $3 and failed_at is null)";

    /// <summary>Takes the turn of one event.</summary>
    public static async Task<Taken> TakeAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        Arrival arrival,
        string? heldBody,
        DateTimeOffset now,
        CancellationToken ct
    ) => (await TakeAsync(connection, transaction, [(arrival, heldBody)], now, ct))[0];

    /// <summary>Takes the turns of events of different aggregates, in one round trip.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">Its transaction; none when the statements shall commit by themselves.</param>
    /// <param name="arrivals">The events, each with the body that is kept should it be ahead of its turn.</param>
    /// <param name="now">System time.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<Taken>> TakeAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        IReadOnlyList<(Arrival Arrival, string? HeldBody)> arrivals,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (arrival, heldBody) in arrivals)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(TakeSql)
                {
                    Parameters =
                    {
                        new() { Value = arrival.MessageId },
                        new() { Value = arrival.Queue },
                        new() { Value = now },
                        new() { Value = arrival.Producer },
                        new() { Value = arrival.Aggregate },
                        new() { Value = arrival.Sequence },
                        new() { Value = arrival.Shape.Name },
                        Text(heldBody),
                        Text(arrival.TraceParent),
                        // The first event says where the aggregate belongs, for ever.
                        Text(arrival.Sequence == 1 ? arrival.Shape.Agency(arrival.Event) : null),
                        new()
                        {
                            Value =
                                arrival.Sequence == 1 && Age.Of(arrival.MessageId) is { } said
                                    ? DateOnly.FromDateTime(said.UtcDateTime)
                                    : DBNull.Value,
                            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date,
                        },
                    },
                }
            );
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(WaitsSql)
                {
                    Parameters =
                    {
                        new() { Value = arrival.Producer },
                        new() { Value = arrival.Aggregate },
                        new() { Value = arrival.Sequence + 1 },
                    },
                }
            );
        }

        var taken = new List<Taken>(arrivals.Count);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var _ in arrivals)
        {
            var outcome = await reader.ReadAsync(ct)
                ? (DeliveryOutcome)reader.GetInt32(0)
                : DeliveryOutcome.Duplicate;
            await reader.NextResultAsync(ct);
            await reader.ReadAsync(ct);
            taken.Add(new(outcome, outcome == DeliveryOutcome.Applied && reader.GetBoolean(0)));
            await reader.NextResultAsync(ct);
        }
        return taken;
    }

    /// <summary>Marks the row of an event whose turn had passed.</summary>
    public static async Task MarkLateAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        Arrival arrival,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "update inbox set late = true where message_id = $1 and queue = $2",
            connection,
            transaction
        )
        {
            Parameters =
            {
                new() { Value = arrival.MessageId },
                new() { Value = arrival.Queue },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Whether the event is newer than all that this handler has seen of the aggregate; if so, it now is the newest.</summary>
    public static async Task<bool> IsNewestAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Arrival arrival,
        Type handler,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            insert into latest as l (producer, aggregate, handler, sequence) values ($1, $2, $3, $4)
            on conflict (producer, aggregate, handler) do update set sequence = excluded.sequence
            where l.sequence < excluded.sequence
            """,
            connection,
            transaction
        )
        {
            Parameters =
            {
                new() { Value = arrival.Producer },
                new() { Value = arrival.Aggregate },
                new() { Value = handler.Name },
                new() { Value = arrival.Sequence },
            },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static NpgsqlParameter Text(string? value) =>
        new()
        {
            Value = (object?)value ?? DBNull.Value,
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
        };
}

using Npgsql;
using NpgsqlTypes;

namespace HoanKiem.Messaging;

/// <summary>What became of an event, and whether its successor is already waiting among the held ones.</summary>
internal readonly record struct Taken(DeliveryOutcome Outcome, bool SuccessorWaits);

/// <summary>
/// Inbox rows, cursors and, where an event is ahead, its place among the held ones: one statement for many events.
/// The cursor's row lock makes sure that no two events of one aggregate are applied at once.
/// </summary>
internal static class Turn
{
    // Of each aggregate one event: a statement cannot move the same cursor twice.
    private const string TakeSql = """
        with arrived as (
            select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::date[])
                with ordinality as a (message_id, queue, producer, aggregate, sequence, type, trace_parent, agency, day, n)
        ), fresh as (
            insert into inbox (message_id, queue, handled_at) select message_id, queue, $10 from arrived order by n
            on conflict do nothing returning message_id
        ), turn as (
            insert into cursor as c (producer, aggregate, sequence, message_id, agency, day)
            select producer, aggregate, case when sequence = 1 then 1 else 0 end, case when sequence = 1 then message_id end, agency, day
            from arrived where message_id in (select message_id from fresh) order by n
            on conflict (producer, aggregate) do update
                set (agency, day, sequence, message_id) = (
                    select coalesce(c.agency, a.agency), coalesce(c.day, a.day),
                           case when c.sequence = a.sequence - 1 then a.sequence else c.sequence end,
                           case when c.sequence = a.sequence - 1 then a.message_id else c.message_id end
                    from arrived a where a.producer = c.producer and a.aggregate = c.aggregate)
            returning producer, aggregate, sequence, message_id
        ), place as (
            select a.*, t.sequence as reached, t.message_id as by
            from arrived a left join turn t on t.producer = a.producer and t.aggregate = a.aggregate
        ), hold as (
            insert into held (producer, aggregate, sequence, message_id, type, trace_parent, held_at)
            select producer, aggregate, sequence, message_id, type, trace_parent, $10 from place where reached < sequence
            on conflict do nothing
        )
        select case when reached is null then 2 when reached < sequence then 1 when reached = sequence and by = message_id then 0 else 3 end
        from place order by n
        """;

    // A statement of its own: it has to see what was held while the one before it waited for the cursor's lock.
    private const string WaitsSql = """
        select exists (
            select from held h
            where h.producer = a.producer and h.aggregate = a.aggregate and h.sequence = a.sequence + 1 and h.failed_at is null)
        from unnest($1::text[], $2::text[], $3::bigint[]) with ordinality as a (producer, aggregate, sequence, n) order by n
        """;

    /// <summary>Takes the turn of one event.</summary>
    public static async Task<Taken> TakeAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        Arrival arrival,
        DateTimeOffset now,
        CancellationToken ct
    ) => (await TakeAsync(connection, transaction, [arrival], now, ct))[0];

    /// <summary>Takes the turns of events, in one round trip; those of one aggregate in the order in which they are given.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">Its transaction; without one the whole commits by itself.</param>
    /// <param name="arrivals">The events.</param>
    /// <param name="now">System time.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<Taken>> TakeAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        IReadOnlyList<Arrival> arrivals,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var waves = Waves(arrivals);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var wave in waves)
        {
            batch.BatchCommands.Add(Take([.. wave.Select(i => arrivals[i])], now));
            batch.BatchCommands.Add(Waits([.. wave.Select(i => arrivals[i])]));
        }

        var taken = new Taken[arrivals.Count];
        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var wave in waves)
        {
            foreach (var i in wave)
            {
                await reader.ReadAsync(ct);
                taken[i] = new((DeliveryOutcome)reader.GetInt32(0), SuccessorWaits: false);
            }
            await reader.NextResultAsync(ct);
            foreach (var i in wave)
            {
                await reader.ReadAsync(ct);
                if (taken[i].Outcome == DeliveryOutcome.Applied)
                    taken[i] = taken[i] with { SuccessorWaits = reader.GetBoolean(0) };
            }
            await reader.NextResultAsync(ct);
        }
        return taken;
    }

    /// <summary>Keeps the body of an event that was held, for its turn; without one only the cursor has to move then.</summary>
    public static async Task KeepBodyAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Arrival arrival,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "update held set body = $5 where producer = $1 and aggregate = $2 and sequence = $3 and message_id = $4",
            connection,
            transaction
        )
        {
            Parameters =
            {
                new() { Value = arrival.Producer },
                new() { Value = arrival.Aggregate },
                new() { Value = arrival.Sequence },
                new() { Value = arrival.MessageId },
                new() { Value = arrival.Body() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
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

    // Places of the list: the first event of every aggregate, then the second ones, and so on.
    private static List<List<int>> Waves(IReadOnlyList<Arrival> arrivals)
    {
        var waves = new List<List<int>>();
        var seen = new Dictionary<(string, string), int>();
        for (var i = 0; i < arrivals.Count; i++)
        {
            var key = (arrivals[i].Producer, arrivals[i].Aggregate);
            var wave = seen[key] = seen.GetValueOrDefault(key, -1) + 1;
            if (wave == waves.Count)
                waves.Add([]);
            waves[wave].Add(i);
        }
        return waves;
    }

    private static NpgsqlBatchCommand Take(Arrival[] wave, DateTimeOffset now) =>
        new(TakeSql)
        {
            Parameters =
            {
                new() { Value = Array.ConvertAll(wave, a => a.MessageId) },
                Texts(wave, a => a.Queue),
                Texts(wave, a => a.Producer),
                Texts(wave, a => a.Aggregate),
                new() { Value = Array.ConvertAll(wave, a => a.Sequence) },
                Texts(wave, a => a.Shape.Name),
                Texts(wave, a => a.TraceParent),
                // The first event says where the aggregate belongs, for ever.
                Texts(wave, a => a.Sequence == 1 ? a.Shape.Agency(a.Event) : null),
                new()
                {
                    Value = Array.ConvertAll(wave, Day),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date,
                },
                new() { Value = now },
            },
        };

    private static NpgsqlBatchCommand Waits(Arrival[] wave) =>
        new(WaitsSql)
        {
            Parameters =
            {
                Texts(wave, a => a.Producer),
                Texts(wave, a => a.Aggregate),
                new() { Value = Array.ConvertAll(wave, a => a.Sequence) },
            },
        };

    private static DateOnly? Day(Arrival arrival) =>
        arrival.Sequence == 1 && Age.Of(arrival.MessageId) is { } said
            ? DateOnly.FromDateTime(said.UtcDateTime)
            : null;

    private static NpgsqlParameter Texts(Arrival[] wave, Func<Arrival, string?> value) =>
        new()
        {
            Value = Array.ConvertAll(wave, a => value(a)),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        };
}

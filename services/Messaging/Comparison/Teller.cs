using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Messaging.V1;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// The producer's side of the comparison: brings <c>told</c> up to what is published, says the digests of what changed, and answers
/// subscribers who found a difference. Works in the relay's turn, so one replica of a service does.
/// </summary>
internal sealed class Teller(ServiceMessaging messaging, TimeProvider clock)
{
    private const int Page = 5_000;
    private const int DigestsInOne = 500;

    /// <summary>Counts what was published since the last time and says the digests that changed. Without news it is one look at an index.</summary>
    public async Task TellAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        bool hello,
        CancellationToken ct
    )
    {
        if (Subscriptions.Of(messaging.Service).Count == 0)
            return;
        var changed = new HashSet<Bucket>();
        while (await FoldAsync(connection, changed, ct)) { }
        if (changed.Count == 0 && !hello)
            return;
        // The first word after a start may have no digests: its position alone tells subscribers that a database was put back.
        foreach (var consumer in Subscriptions.Of(messaging.Service))
            await SayDigestsAsync(
                connection,
                channel,
                Subscriptions.Queue(consumer, messaging.Service),
                [.. changed],
                ct
            );
    }

    /// <summary>Answers a subscriber.</summary>
    public async Task AnswerAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        Question question,
        CancellationToken ct
    )
    {
        var changed = new HashSet<Bucket>();
        if (question.DigestsSince is not null || question.PlacesOf is not null)
            while (await FoldAsync(connection, changed, ct)) { }
        if (changed.Count > 0)
            foreach (var consumer in Subscriptions.Of(messaging.Service))
                await SayDigestsAsync(
                    connection,
                    channel,
                    Subscriptions.Queue(consumer, messaging.Service),
                    [.. changed],
                    ct
                );

        if (question.DigestsSince is { } since)
            await SayDigestsAsync(
                connection,
                channel,
                question.Queue,
                await ChangedSinceAsync(connection, since, ct),
                ct
            );
        foreach (var bucket in question.PlacesOf ?? [])
            await SayPlacesAsync(connection, channel, question.Queue, bucket, ct);
        if (question.LivesOf is { Count: > 0 } lives)
            await SayLivesAsync(connection, channel, question.Queue, lives, ct);
        if (question.Ahead is { Count: > 0 } ahead)
            await NoteLostAsync(connection, question.Queue, ahead, ct);
    }

    /// <summary>One page of what was published; false when there was nothing more.</summary>
    internal async Task<bool> FoldAsync(
        NpgsqlConnection connection,
        HashSet<Bucket> changed,
        CancellationToken ct
    )
    {
        var buckets = await connection.RowsAsync(
            $"""
            with low as (
                select coalesce((select position from told_until), 0) as position
            ), page as (
                select p.position, p.event_id from low, published p
                where p.position > low.position and p.position <= low.position + {Page}
            ), news as (
                select distinct on (e.aggregate_id) e.aggregate_id, e.sequence, e.event_id
                from page join event_log e on e.event_id = page.event_id order by e.aggregate_id, e.sequence desc
            ), kept as (
                insert into told as t (aggregate_id, agency, day, sequence, event_id, changed_at)
                select n.aggregate_id, coalesce(k.agency, first.agency, ''), coalesce(k.day, first.day, ($1 at time zone 'UTC')::date), n.sequence, n.event_id, $1
                from news n
                left join told k on k.aggregate_id = n.aggregate_id
                left join lateral (
                    select {EventShape.AgencySql(
                "e.body::jsonb"
            )} as agency, (e.recorded_at at time zone 'UTC')::date as day
                    from event_log e where e.aggregate_id = n.aggregate_id and e.sequence = 1 limit 1
                ) first on k.aggregate_id is null
                on conflict (aggregate_id) do update
                    set sequence = excluded.sequence, event_id = excluded.event_id, changed_at = excluded.changed_at
                    where t.sequence <= excluded.sequence
                returning agency, day
            ), until as (
                insert into told_until (position) select max(position) from page having max(position) is not null
                on conflict (one) do update set position = excluded.position
            )
            select distinct agency, day from kept
            """,
            ReadBucket,
            ct,
            clock.GetUtcNow()
        );
        changed.UnionWith(buckets);
        return buckets.Count > 0;
    }

    private async Task SayDigestsAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        string queue,
        IReadOnlyList<Bucket> buckets,
        CancellationToken ct
    )
    {
        var position = await PositionAsync(connection, ct);
        foreach (var some in buckets.Chunk(DigestsInOne).DefaultIfEmpty([]))
        {
            var digests = await connection.RowsAsync(
                """
                select agency, day, count(*), sum(messaging_place_hash(aggregate_id, sequence, event_id))::text from told
                where (agency, day) in (select * from unnest($1::text[], $2::date[])) group by 1, 2
                """,
                row => new Digest(
                    row.GetString(0),
                    row.GetFieldValue<DateOnly>(1),
                    row.GetInt64(2),
                    row.GetString(3)
                ),
                ct,
                some.Select(bucket => bucket.Agency).ToArray(),
                some.Select(bucket => bucket.Day).ToArray()
            );
            await SayAsync(
                channel,
                queue,
                new DigestsSaid(messaging.Service, position, digests),
                ct
            );
        }
    }

    private async Task SayPlacesAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        string queue,
        Bucket bucket,
        CancellationToken ct
    )
    {
        var position = await PositionAsync(connection, ct);
        var places = await connection.RowsAsync(
            "select aggregate_id, sequence, event_id from told where agency = $1 and day = $2",
            row => new Place(row.GetString(0), row.GetInt64(1), row.GetGuid(2)),
            ct,
            bucket.Agency,
            bucket.Day
        );
        await SayAsync(
            channel,
            queue,
            new PlacesSaid(messaging.Service, position, bucket.Agency, bucket.Day, places),
            ct
        );
    }

    private async Task SayLivesAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        string queue,
        IReadOnlyList<string> aggregates,
        CancellationToken ct
    )
    {
        // No further than it is published: the rest is still to come through the outbox.
        var events = await connection.RowsAsync(
            """
            select e.aggregate_id, e.event_id, e.type, e.body, e.trace_parent from told t
            join event_log e on e.aggregate_id = t.aggregate_id and e.sequence <= t.sequence
            where t.aggregate_id = any ($1) order by e.aggregate_id, e.sequence
            """,
            row =>
                (
                    Aggregate: row.GetString(0),
                    Event: new EventOfLife(
                        row.GetGuid(1),
                        row.GetString(2),
                        row.GetString(3),
                        row.IsDBNull(4) ? null : row.GetString(4)
                    )
                ),
            ct,
            (object)aggregates.ToArray()
        );
        var lives = events
            .GroupBy(e => e.Aggregate, e => e.Event, StringComparer.Ordinal)
            .Select(life => Outgoing(new LifeSaid(messaging.Service, life.Key, [.. life])))
            .ToList();
        await channel.PublishAsync(lives, queue, ct);
    }

    // Only what is not in our own log: a subscriber may be quicker than `told`.
    private async Task NoteLostAsync(
        NpgsqlConnection connection,
        string queue,
        IReadOnlyList<Place> ahead,
        CancellationToken ct
    ) =>
        await connection.RowsAsync(
            """
            insert into lost as l (aggregate_id, sequence, event_id, reported_by, noticed_at)
            select a.aggregate_id, a.sequence, a.event_id, $4, $5
            from unnest($1::text[], $2::bigint[], $3::uuid[]) as a (aggregate_id, sequence, event_id)
            where not exists (select from event_log e where e.event_id = a.event_id)
            on conflict (aggregate_id) do update set sequence = excluded.sequence, event_id = excluded.event_id
                where l.sequence < excluded.sequence
            returning 1
            """,
            row => row.GetInt32(0),
            ct,
            ahead.Select(place => place.AggregateId).ToArray(),
            ahead.Select(place => place.Last).ToArray(),
            ahead.Select(place => place.MessageId).ToArray(),
            queue,
            clock.GetUtcNow()
        );

    private static async Task<List<Bucket>> ChangedSinceAsync(
        NpgsqlConnection connection,
        DateTimeOffset since,
        CancellationToken ct
    ) =>
        await connection.RowsAsync(
            "select distinct agency, day from told where changed_at >= $1",
            ReadBucket,
            ct,
            since.ToUniversalTime()
        );

    private static async Task<long> PositionAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    ) =>
        (
            await connection.RowsAsync(
                "select coalesce((select position from told_until), 0)",
                row => row.GetInt64(0),
                ct
            )
        )[0];

    private static Bucket ReadBucket(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<DateOnly>(1));

    private Task SayAsync<T>(
        BrokerChannel channel,
        string queue,
        T statement,
        CancellationToken ct
    ) => channel.PublishAsync([Outgoing(statement)], queue, ct);

    private Outgoing Outgoing<T>(T statement)
    {
        var now = clock.GetUtcNow();
        var body = JsonSerializer.Serialize(statement, MessageJson.Options);
        return new Outgoing(
            Guid.CreateVersion7(now),
            $"{typeof(T).Namespace}:{typeof(T).Name}",
            body,
            null,
            null,
            now
        );
    }
}

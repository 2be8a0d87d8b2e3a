using HoanKiem.Contracts;
using HoanKiem.Contracts.Messaging.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// The subscriber's side of the comparison. Two steps: the sums of an agency and a day, and only where they differ the places one by one.
/// What differs once may still be under way; what differs in the same way a moment later is a difference, and its producer is asked for the
/// whole lives of those aggregates. The asking is done in the relay's turn, so one replica of a service does.
/// </summary>
internal sealed class Comparer(
    ServiceMessaging messaging,
    IOptions<MessagingOptions> options,
    TimeProvider clock,
    ILogger<Comparer> logger
)
{
    private const int DigestsInTurn = 50;
    private const int LivesInQuestion = 500;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(60);

    // Whoever was put back asks for what has changed since the last word that it remembers, and a little before.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>After a start: what was said while nobody here listened, or what a database that was put back has forgotten.</summary>
    public async Task AskForNewsAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        CancellationToken ct
    )
    {
        foreach (var producer in messaging.Producers)
        {
            var heard = await connection.RowsAsync(
                "select max(said_at) from digest where producer = $1",
                row => row.Moment(0),
                ct,
                producer
            );
            var since = heard[0] - Margin ?? DateTimeOffset.UnixEpoch;
            await new Question(QueueOf(producer), DigestsSince: since).AskAsync(
                channel.Channel,
                producer,
                ct
            );
        }
    }

    /// <summary>Compares the sums that are due, asks for the places where they differ, and for the lives of what is confirmed.</summary>
    public async Task CompareAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var due = await connection.RowsAsync(
            $"select producer, agency, day from digest where due_at <= $1 order by due_at limit {DigestsInTurn}",
            row =>
                (
                    Producer: row.GetString(0),
                    Bucket: new Bucket(row.GetString(1), row.GetFieldValue<DateOnly>(2))
                ),
            ct,
            now
        );
        foreach (var ofProducer in due.GroupBy(digest => digest.Producer))
        {
            var unequal = new List<Bucket>();
            foreach (var (producer, bucket) in ofProducer)
                if (!await IsEqualAsync(connection, producer, bucket, ct))
                    unequal.Add(bucket);
            if (unequal.Count > 0)
                await new Question(QueueOf(ofProducer.Key), PlacesOf: unequal).AskAsync(
                    channel.Channel,
                    ofProducer.Key,
                    ct
                );
        }
        foreach (var producer in messaging.Producers)
            await AskForLivesAsync(connection, channel, producer, now, ct);
    }

    /// <summary>Keeps what a producer said; it is compared when what was under way has had time to arrive.</summary>
    public async Task HearAsync(NpgsqlConnection connection, DigestsSaid said, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // A position that was passed long ago: its database was put back, and whatever it said after that has to be compared anew.
        var putBack = await connection.RowsAsync(
            "update digest set due_at = $3, count = -1 where producer = $1 and position > $2 returning 1",
            row => row.GetInt32(0),
            ct,
            said.Producer,
            said.Position,
            now
        );
        if (putBack.Count > 0)
            logger.LogWarning(
                "{Producer} is behind what it has said: its database was put back",
                said.Producer
            );
        await connection.RowsAsync(
            """
            insert into digest as d (producer, agency, day, count, hash, position, said_at, due_at)
            select $1, b.agency, b.day, b.count, b.hash::numeric, $2, $3, $4
            from unnest($5::text[], $6::date[], $7::bigint[], $8::text[]) as b (agency, day, count, hash)
            on conflict (producer, agency, day) do update
                set count = excluded.count, hash = excluded.hash, position = excluded.position, said_at = excluded.said_at,
                    due_at = least(d.due_at, excluded.due_at)
            returning 1
            """,
            row => row.GetInt32(0),
            ct,
            said.Producer,
            said.Position,
            now,
            now + options.Value.CompareAfter,
            said.Digests.Select(digest => digest.Agency).ToArray(),
            said.Digests.Select(digest => digest.Day).ToArray(),
            said.Digests.Select(digest => digest.Count).ToArray(),
            said.Digests.Select(digest => digest.Hash).ToArray()
        );
    }

    /// <summary>Compares place by place. Everything that was published before the places were read has left the queue before them.</summary>
    public async Task HearAsync(NpgsqlConnection connection, PlacesSaid said, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var unlike = await connection.RowsAsync(
            PlacesSql(messaging.CopiesOf(said.Producer).Intact),
            row => (Kind: row.GetString(0), Confirmed: row.GetBoolean(1)),
            ct,
            said.Producer,
            said.Agency,
            said.Day,
            said.Places.Select(place => place.AggregateId).ToArray(),
            said.Places.Select(place => place.Last).ToArray(),
            said.Places.Select(place => place.MessageId).ToArray(),
            QueueOf(said.Producer),
            now,
            now - options.Value.CompareAfter / 2
        );
        foreach (
            var kind in unlike
                .Where(difference => difference.Confirmed)
                .CountBy(difference => difference.Kind)
        )
            logger.LogWarning(
                "{Count} of {Producer}, {Agency}, {Day} {Kind}",
                kind.Value,
                said.Producer,
                said.Agency,
                said.Day,
                kind.Key
            );
        var again =
            unlike.Any(difference => !difference.Confirmed) ? options.Value.CompareAfter
            : unlike.Count > 0 ? AskAgain
            : options.Value.SweepEvery;
        await connection.RowsAsync(
            """
            insert into digest as d (producer, agency, day, count, hash, position, said_at, due_at, compared_at)
            select $1, $2, $3, count(*), coalesce(sum(messaging_place_hash(p.aggregate, p.sequence, p.message)), 0), $4, $8, $9, $8
            from unnest($5::text[], $6::bigint[], $7::uuid[]) as p (aggregate, sequence, message)
            on conflict (producer, agency, day) do update
                set count = excluded.count, hash = excluded.hash, position = excluded.position, said_at = excluded.said_at,
                    due_at = excluded.due_at, compared_at = excluded.compared_at
            returning 1
            """,
            row => row.GetInt32(0),
            ct,
            said.Producer,
            said.Agency,
            said.Day,
            said.Position,
            said.Places.Select(place => place.AggregateId).ToArray(),
            said.Places.Select(place => place.Last).ToArray(),
            said.Places.Select(place => place.MessageId).ToArray(),
            now,
            now + again
        );
    }

    // What failed and is listed among the errors is known: the producer cannot help there.
    private static string PlacesSql(string intact) =>
        $"""
            with learnt as (
                update cursor c set agency = $2, day = $3
                where c.producer = $1 and c.aggregate = any ($4) and c.day is null returning c.aggregate
            ), theirs as (
                select * from unnest($4::text[], $5::bigint[], $6::uuid[]) as t (aggregate, sequence, message)
            ), ours as (
                select c.aggregate, c.sequence, c.message_id as message, {intact} as intact from cursor c
                where c.producer = $1 and c.sequence > 0 and ((c.agency = $2 and c.day = $3) or (c.day is null and c.aggregate = any ($4)))
            ), unlike as (
                select aggregate, coalesce(o.sequence, 0) as ours, coalesce(t.sequence, 0) as theirs, o.message,
                       case when not o.intact then 'broken' when coalesce(o.sequence, 0) < coalesce(t.sequence, 0) then 'behind'
                            when coalesce(o.sequence, 0) > coalesce(t.sequence, 0) then 'ahead' else 'forked' end as kind
                from theirs t full join ours o using (aggregate)
                where (o.aggregate is null or t.aggregate is null or o.sequence <> t.sequence or o.message is distinct from t.message or not o.intact)
                  and not exists (select from error e where e.queue = $7 and e.aggregate = coalesce(t.aggregate, o.aggregate))
            ), alike as (
                update difference d set healed_at = $8
                where d.producer = $1 and d.agency = $2 and d.day = $3 and d.healed_at is null and d.confirmed_at is not null
                  and not exists (select from unlike u where u.aggregate = d.aggregate)
            ), arrived as (
                delete from difference d
                where d.producer = $1 and d.agency = $2 and d.day = $3 and d.healed_at is null and d.confirmed_at is null
                  and not exists (select from unlike u where u.aggregate = d.aggregate)
            )
            insert into difference as d (producer, aggregate, agency, day, kind, ours, theirs, message_id, seen_at)
            select $1, aggregate, $2, $3, kind, ours, theirs, message, $8 from unlike
            on conflict (producer, aggregate) where healed_at is null do update
                set confirmed_at = coalesce(d.confirmed_at, case when d.ours = excluded.ours and d.kind = excluded.kind and d.seen_at <= $9 then $8 end),
                    seen_at = case when d.ours = excluded.ours and d.kind = excluded.kind then d.seen_at else excluded.seen_at end,
                    kind = excluded.kind, ours = excluded.ours, theirs = excluded.theirs, message_id = excluded.message_id
            returning kind, confirmed_at is not null
            """;

    private async Task<bool> IsEqualAsync(
        NpgsqlConnection connection,
        string producer,
        Bucket bucket,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var equal = await connection.RowsAsync(
            $"""
            with ours as (
                select count(*) as count, coalesce(sum(messaging_place_hash(aggregate, case when intact then sequence else 0 end, message_id)), 0) as hash
                from (select c.aggregate, c.sequence, c.message_id, {messaging.CopiesOf(
                producer
            ).Intact} as intact from cursor c
                      where c.producer = $1 and c.agency = $2 and c.day = $3 and c.sequence > 0) c
            ), equal as (
                select d.count = o.count and d.hash = o.hash as is_so from digest d, ours o where d.producer = $1 and d.agency = $2 and d.day = $3
            ), arrived as (
                delete from difference d using equal where equal.is_so and d.producer = $1 and d.agency = $2 and d.day = $3 and d.confirmed_at is null
            ), healed as (
                update difference d set healed_at = $4 from equal
                where equal.is_so and d.producer = $1 and d.agency = $2 and d.day = $3 and d.confirmed_at is not null and d.healed_at is null
            )
            update digest d set compared_at = $4, due_at = case when equal.is_so then $5 else $6 end
            from equal where d.producer = $1 and d.agency = $2 and d.day = $3
            returning equal.is_so
            """,
            row => row.GetBoolean(0),
            ct,
            producer,
            bucket.Agency,
            bucket.Day,
            now,
            now + options.Value.SweepEvery,
            now + AskAgain
        );
        return equal is [true];
    }

    private async Task AskForLivesAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        string producer,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var wanted = await connection.RowsAsync(
            $"""
            update difference d set asked_at = $2, attempts = attempts + 1
            where d.id in (select id from difference
                           where producer = $1 and confirmed_at is not null and healed_at is null and (asked_at is null or asked_at < $3)
                           order by asked_at nulls first limit {LivesInQuestion})
            returning d.kind, d.aggregate, d.ours, d.message_id
            """,
            row =>
                (
                    Kind: row.GetString(0),
                    Place: new Place(
                        row.GetString(1),
                        row.GetInt64(2),
                        row.IsDBNull(3) ? Guid.Empty : row.GetGuid(3)
                    )
                ),
            ct,
            producer,
            now,
            now - AskAgain
        );
        if (wanted.Count == 0)
            return;
        var ahead = wanted
            .Where(difference => difference.Kind is "ahead" or "forked")
            .Select(difference => difference.Place)
            .ToList();
        var lives = wanted
            .Where(difference => difference.Kind is "behind" or "broken")
            .Select(difference => difference.Place.AggregateId)
            .ToList();
        await new Question(QueueOf(producer), LivesOf: lives, Ahead: ahead).AskAsync(
            channel.Channel,
            producer,
            ct
        );
    }

    private string QueueOf(string producer) => Subscriptions.Queue(messaging.Service, producer);
}

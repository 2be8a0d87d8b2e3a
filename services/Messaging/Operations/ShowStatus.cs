using HoanKiem.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// GET /operations/messaging/status: what waits, what went wrong, and the sums from which nobody else has to be believed:
/// events published × subscribed queues − rows handled = lost.
/// </summary>
internal static class ShowStatus
{
    /// <param name="Service">Resource name.</param>
    /// <param name="OutboxWaiting">Events that the broker has not confirmed.</param>
    /// <param name="OldestAgeSeconds">Age of the oldest of them.</param>
    /// <param name="Published">Events that the broker has confirmed, each counted once.</param>
    /// <param name="Subscribers">The queues into which each of them went.</param>
    /// <param name="Handled">Inbox rows of all queues, since ever.</param>
    /// <param name="Held">Events ahead of their turn.</param>
    /// <param name="Duplicates">Effects applied twice: rows that moved a cursor, less the places that cursors have moved. Always 0.</param>
    /// <param name="Redelivered">Deliveries that the inbox ended, in this process.</param>
    /// <param name="Errors">Messages and deadlines that cannot be handled.</param>
    /// <param name="ExpectationsMissed">Answers that did not come in time.</param>
    /// <param name="Queues">The same for each queue of this service.</param>
    /// <param name="Waiting">Events held for a minute or more, oldest first, at most 100.</param>
    /// <param name="Republishing">Orders to send events again that are not done.</param>
    /// <param name="Comparison">What is held here compared with what the producers say.</param>
    public sealed record Status(
        string Service,
        long OutboxWaiting,
        double OldestAgeSeconds,
        long Published,
        IReadOnlyList<string> Subscribers,
        long Handled,
        long Held,
        long Duplicates,
        long Redelivered,
        long Errors,
        IReadOnlyList<Missed> ExpectationsMissed,
        IReadOnlyList<Queue> Queues,
        IReadOnlyList<Waiting> Waiting,
        long Republishing,
        ShowComparison.Comparison Comparison
    );

    /// <param name="Name">Name of the queue.</param>
    /// <param name="Producer">Who fills it.</param>
    /// <param name="Handled">Inbox rows, since ever.</param>
    /// <param name="Held">Events ahead of their turn.</param>
    /// <param name="Late">Events whose place was passed before.</param>
    /// <param name="Duplicates">Effects applied twice.</param>
    /// <param name="Redelivered">Deliveries that the inbox ended, in this process.</param>
    /// <param name="Errors">Messages that cannot be handled.</param>
    public sealed record Queue(
        string Name,
        string Producer,
        long Handled,
        long Held,
        long Late,
        long Duplicates,
        long Redelivered,
        long Errors
    );

    /// <param name="Kind">What was expected.</param>
    /// <param name="Key">Of what.</param>
    /// <param name="DueAt">By when, system time.</param>
    /// <param name="MetAt">When it came after all.</param>
    /// <param name="AcknowledgedAt">When somebody took note that it did not.</param>
    /// <param name="AcknowledgedBy">Who.</param>
    public sealed record Missed(
        string Kind,
        string Key,
        DateTimeOffset DueAt,
        DateTimeOffset? MetAt,
        DateTimeOffset? AcknowledgedAt,
        string? AcknowledgedBy
    );

    /// <param name="Producer">Whose event.</param>
    /// <param name="Aggregate">Of what.</param>
    /// <param name="Sequence">Its place.</param>
    /// <param name="HeldAt">Since when, system time.</param>
    /// <param name="AskedAt">When the producer was asked for what is missing.</param>
    public sealed record Waiting(
        string Producer,
        string Aggregate,
        long Sequence,
        DateTimeOffset HeldAt,
        DateTimeOffset? AskedAt
    );

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/status", Handle);

    private static async Task<Ok<Status>> Handle(
        IServiceProvider services,
        ServiceMessaging messaging,
        MessagingMetrics metrics,
        TimeProvider clock,
        CancellationToken ct
    ) => TypedResults.Ok(await ReadAsync(services, messaging, metrics, clock, ct));

    internal static async Task<Status> ReadAsync(
        IServiceProvider services,
        ServiceMessaging messaging,
        MessagingMetrics metrics,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        var counts = await MessagingCounts.ReadAsync(connection, ct);
        var queues = await QueuesAsync(connection, messaging, metrics, ct);
        var missed = await connection.RowsAsync(
            "select kind, key, due_at, met_at, acknowledged_at, acknowledged_by from expectation where missed_at is not null order by missed_at desc limit 100",
            row => new Missed(
                row.GetString(0),
                row.GetString(1),
                row.Moment(2)!.Value,
                row.Moment(3),
                row.Moment(4),
                row.IsDBNull(5) ? null : row.GetString(5)
            ),
            ct
        );
        var waiting = await connection.RowsAsync(
            "select producer, aggregate, sequence, held_at, asked_at from held where held_at < $1 order by held_at limit 100",
            row => new Waiting(
                row.GetString(0),
                row.GetString(1),
                row.GetInt64(2),
                row.Moment(3)!.Value,
                row.Moment(4)
            ),
            ct,
            clock.GetUtcNow().AddMinutes(-1)
        );
        var sums = await connection.RowsAsync(
            "select coalesce((select max(position) from published), 0), (select count(*) from republish where done_at is null)",
            row => (Published: row.GetInt64(0), Republishing: row.GetInt64(1)),
            ct
        );
        return new Status(
            messaging.Service,
            counts.OutboxWaiting,
            counts.OldestAgeSeconds,
            sums[0].Published,
            [
                .. Subscriptions
                    .Of(messaging.Service)
                    .Select(c => Subscriptions.Queue(c, messaging.Service)),
            ],
            queues.Sum(q => q.Handled),
            counts.Held,
            queues.Sum(q => q.Duplicates),
            queues.Sum(q => q.Redelivered),
            counts.Errors,
            missed,
            queues,
            waiting,
            sums[0].Republishing,
            await ShowComparison.ReadAsync(connection, ct)
        );
    }

    // Each row of the inbox that was not late has moved its aggregate's cursor by one place, or is held: what is more was applied twice.
    private static Task<List<Queue>> QueuesAsync(
        NpgsqlConnection connection,
        ServiceMessaging messaging,
        MessagingMetrics metrics,
        CancellationToken ct
    ) =>
        connection.RowsAsync(
            """
            with heard as (select queue, count(*) as rows, count(*) filter (where late) as late from inbox group by queue),
                 moved as (select producer, sum(sequence)::bigint as places from cursor group by producer),
                 ahead as (select producer, count(*) as rows from held group by producer),
                 failed as (select queue, count(*) as rows from error group by queue)
            select queue, producer,
                   coalesce(h.rows, 0) + coalesce(t.rows, 0), coalesce(a.rows, 0), coalesce(h.late, 0) + coalesce(t.late, 0),
                   coalesce(m.places, 0), coalesce(f.rows, 0)
            from unnest($1, $2) as q (queue, producer)
            left join heard h using (queue) left join inbox_tally t using (queue) left join failed f using (queue)
            left join moved m using (producer) left join ahead a using (producer)
            order by queue
            """,
            row =>
            {
                var (queue, handled, held, late) = (
                    row.GetString(0),
                    row.GetInt64(2),
                    row.GetInt64(3),
                    row.GetInt64(4)
                );
                return new Queue(
                    queue,
                    row.GetString(1),
                    handled,
                    held,
                    late,
                    Math.Max(0, handled - late - held - row.GetInt64(5)),
                    metrics.DuplicatesOf(queue),
                    row.GetInt64(6)
                );
            },
            ct,
            messaging.Producers.Select(p => Subscriptions.Queue(messaging.Service, p)).ToArray(),
            messaging.Producers.ToArray()
        );
}

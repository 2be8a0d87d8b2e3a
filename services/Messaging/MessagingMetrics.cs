using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>Counters of this process and gauges that the clock reads from the database.</summary>
internal sealed class MessagingMetrics
{
    public const string MeterName = "HoanKiem.Messaging";

    private readonly Counter<long> _delivered;
    private readonly Counter<long> _published;
    private readonly ConcurrentDictionary<string, long> _duplicates = new(StringComparer.Ordinal);

    public MessagingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _delivered = meter.CreateCounter<long>("messaging_delivered");
        _published = meter.CreateCounter<long>("messaging_published");
        Gauge("outbox_waiting", () => Latest.OutboxWaiting);
        Gauge("outbox_oldest_seconds", () => (long)Latest.OldestAgeSeconds);
        Gauge("messaging_held", () => Latest.Held);
        Gauge("messaging_errors", () => Latest.Errors);
        Gauge("expectations_missed", () => Latest.ExpectationsMissed);
        Gauge("messaging_differences", () => Latest.Differences);
        Gauge("messaging_lost", () => Latest.Lost);

        void Gauge(string name, Func<long> read) => meter.CreateObservableGauge(name, read);
    }

    /// <summary>What the clock has last seen in the database.</summary>
    public MessagingCounts Latest { get; set; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Redeliveries that the inbox ended, by queue, since this process started.</summary>
    public long DuplicatesOf(string queue) => _duplicates.GetValueOrDefault(queue);

    public void Published(int count) => _published.Add(count);

    public void Delivered(string queue, DeliveryOutcome outcome)
    {
        if (outcome == DeliveryOutcome.Duplicate)
            _duplicates.AddOrUpdate(queue, 1, (_, count) => count + 1);
        _delivered.Add(1, new("queue", queue), new("outcome", outcome.ToString()));
    }
}

/// <summary>What waits and what is wrong now, in rows.</summary>
/// <param name="OutboxWaiting">Events that the broker has not confirmed.</param>
/// <param name="OldestAgeSeconds">Age of the oldest of them.</param>
/// <param name="Held">Events ahead of their turn.</param>
/// <param name="Errors">Messages and deadlines that cannot be handled.</param>
/// <param name="ExpectationsMissed">Answers that are still missing and that nobody has taken note of.</param>
/// <param name="Differences">Aggregates of which this service holds something else than their producer has said; nobody took note of it.</param>
/// <param name="Lost">Aggregates of which a subscriber has heard more than this service remembers; nobody took note of it.</param>
internal sealed record MessagingCounts(
    long OutboxWaiting,
    double OldestAgeSeconds,
    long Held,
    long Errors,
    long ExpectationsMissed,
    long Differences,
    long Lost
)
{
    public static async Task<MessagingCounts> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select (select count(*) from outbox),
                   coalesce((select extract(epoch from now() - e.recorded_at)::float8 from outbox o join event_log e on e.event_id = o.event_id
                             order by o.id limit 1), 0),
                   (select count(*) from held),
                   (select count(*) from error) + (select count(*) from deadline where failure is not null),
                   (select count(*) from expectation where missed_at is not null and met_at is null and acknowledged_at is null),
                   (select count(*) from difference where confirmed_at is not null and healed_at is null and acknowledged_at is null),
                   (select count(*) from lost where acknowledged_at is null)
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new MessagingCounts(
            reader.GetInt64(0),
            Math.Max(0, reader.GetDouble(1)),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.GetInt64(5),
            reader.GetInt64(6)
        );
    }
}

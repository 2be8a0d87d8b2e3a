using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// Brings the outbox to the broker. One relay of a database works at a time (an advisory lock of its session), the others wait; two at
/// once for a moment send twice and number once. No last id is remembered: what is not yet confirmed is what is still in the outbox.
/// </summary>
internal sealed class OutboxRelay(
    IServiceProvider services,
    ServiceMessaging messaging,
    BrokerAddress broker,
    RelaySignal signal,
    MessagingMetrics metrics,
    BrokerChores chores,
    ILogger<OutboxRelay> logger
) : BackgroundService
{
    private const int Batch = 500;

    // A place that a subscriber has filled already is not filled with another event: this database was put back.
    private const string NotLost = """
        where not exists (select from lost) or not exists (
            select from event_log e join lost l on l.aggregate_id = e.aggregate_id and e.sequence <= l.sequence where e.event_id = o.event_id)
        """;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host starts without waiting for database or broker
        var pause = TimeSpan.FromMilliseconds(250);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(() => pause = TimeSpan.FromMilliseconds(250), stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("The relay pauses for {Pause}: {Reason}", pause, failure.Message);
                await Task.Delay(pause, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (OperationCanceledException) { }
        }
    }

    private async Task RunAsync(Action connected, CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        await RelayLock.TakeAsync(connection, RelayLock.AskAgain, ct);
        try
        {
            await using var channel = await BrokerChannel.OpenAsync(
                broker.ConnectionString,
                messaging.Service,
                ct
            );
            connected();
            while (channel.IsOpen)
            {
                if (await RelayAsync(connection, channel, ct) == Batch)
                    continue;
                await chores.RunAsync(connection, channel, ct);
                await signal.WaitAsync(Poll, ct);
            }
        }
        finally
        {
            await RelayLock.LeaveAsync(connection);
        }
    }

    /// <summary>Publishes the first events of the outbox and, once all are confirmed, moves them to <c>published</c>.</summary>
    internal async Task<int> RelayAsync(
        NpgsqlConnection connection,
        BrokerChannel channel,
        CancellationToken ct
    )
    {
        var (ids, events) = await ReadAsync(connection, ct);
        if (ids.Length == 0)
            return 0;

        await channel.PublishAsync(events, null, ct);
        await using var done = new NpgsqlCommand(
            """
            with gone as (delete from outbox where id = any ($1) returning id, event_id)
            insert into published (position, event_id, published_at)
            select coalesce((select max(position) from published), 0) + row_number() over (order by id), event_id, now() from gone
            """,
            connection
        )
        {
            Parameters = { new() { Value = ids } },
        };
        metrics.Published(await done.ExecuteNonQueryAsync(ct));
        return ids.Length;
    }

    private static async Task<(long[] Ids, List<Outgoing> Events)> ReadAsync(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select o.id, e.event_id, e.type, e.body, e.trace_parent, e.correlation, e.recorded_at
            from (select o.id, o.event_id from outbox o {NotLost} order by o.id limit {Batch}) o
            join event_log e on e.event_id = o.event_id
            order by o.id
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<long>();
        var events = new List<Outgoing>();
        while (await reader.ReadAsync(ct))
        {
            ids.Add(reader.GetInt64(0));
            events.Add(OutgoingRow.Read(reader, 1));
        }
        return ([.. ids], events);
    }
}

/// <summary>Columns <c>event_id, type, body, trace_parent, correlation, recorded_at</c> of the event log.</summary>
internal static class OutgoingRow
{
    public static Outgoing Read(NpgsqlDataReader reader, int at, bool republished = false) =>
        new(
            reader.GetGuid(at),
            reader.GetString(at + 1),
            reader.GetString(at + 2),
            reader.IsDBNull(at + 3) ? null : reader.GetString(at + 3),
            reader.IsDBNull(at + 4) ? null : reader.GetGuid(at + 4),
            reader.GetFieldValue<DateTimeOffset>(at + 5),
            republished
        );
}

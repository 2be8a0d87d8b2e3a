using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// Brings answers and expectations together, notes what was missed, applies held events that a crash left behind, strikes errors that were
/// handled since, counts for the gauges and keeps the partitions. Harmless when several replicas do it at once.
/// </summary>
internal sealed class ExpectationClock(
    IServiceProvider services,
    InboxPipeline pipeline,
    MessagingMetrics metrics,
    TimeProvider clock,
    ILogger<ExpectationClock> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    // An answer nobody waits for may have come first; after this time nobody will.
    private static readonly TimeSpan AnswersKept = TimeSpan.FromMinutes(10);
    private const int CountEvery = 20;
    private const int KeepPartitionsEvery = 86_400;
    private int _turn;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("Expectations wait for the database: {Reason}", failure.Message);
            }
            catch (OperationCanceledException) { }
            await Task.Delay(Every, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The connection stays open from turn to turn, and after a failure the turn that failed is taken again on another one.
    private async Task LookAsync(CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        while (true)
        {
            await TurnAsync(_turn, connection, ct);
            _turn++;
            await Task.Delay(Every, ct);
        }
    }

    private async Task TurnAsync(int turn, NpgsqlConnection connection, CancellationToken ct)
    {
        await MeetAsync(connection, ct);
        if (turn % 4 == 0)
            await ReleaseLeftBehindAsync(connection, ct);
        if (turn % 4 == 2)
        {
            await SweepClearedAsync(connection, ct);
            await ErrorStore.StrikeHandledAsync(connection, ct);
        }
        if (turn % CountEvery == 0)
            metrics.Latest = await MessagingCounts.ReadAsync(connection, ct);
        if (turn % KeepPartitionsEvery == 0)
            await KeepPartitionsAsync(connection, ct);
    }

    internal async Task MeetAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection);
        // The first answer meets the first expectation of its kind and key, the second the second; one that was missed stays, met late.
        // Most answers that lie here are awaited by nobody and are passed over first.
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                """
                with met_now as (
                    select distinct a.kind, a.key from expectation_answer a
                    join expectation e on e.kind = a.kind and e.key = a.key and e.met_at is null
                ), answers as (
                    select id, kind, key, met_at, row_number() over (partition by kind, key order by id) as n from expectation_answer
                    where (kind, key) in (select kind, key from met_now)
                ), waiting as (
                    select id, kind, key, row_number() over (partition by kind, key order by id) as n from expectation
                    where met_at is null and (kind, key) in (select kind, key from met_now)
                ), pair as (
                    select w.id as expectation, a.id as answer, a.met_at from answers a join waiting w using (kind, key, n)
                ), used as (
                    delete from expectation_answer a using pair where a.id = pair.answer
                ), met as (
                    delete from expectation e using pair where e.id = pair.expectation and e.missed_at is null
                )
                update expectation e set met_at = pair.met_at from pair where e.id = pair.expectation and e.missed_at is not null
                """
            )
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand("delete from expectation_answer where met_at < $1")
            {
                Parameters = { new() { Value = now - AnswersKept } },
            }
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                "update expectation set missed_at = $1 where due_at <= $1 and missed_at is null and met_at is null returning kind, key"
            )
            {
                Parameters = { new() { Value = now } },
            }
        );
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            logger.LogWarning("Missed: {Kind} of {Key}", reader.GetString(0), reader.GetString(1));
    }

    // A process may die between an event's commit and that of the held one after it.
    internal async Task ReleaseLeftBehindAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with passed as (
                delete from held h using cursor c
                where c.producer = h.producer and c.aggregate = h.aggregate and h.sequence <= c.sequence
            )
            select h.producer, h.aggregate from held h join cursor c on c.producer = h.producer and c.aggregate = h.aggregate
            where h.sequence = c.sequence + 1 and h.failed_at is null limit 100
            """,
            connection
        );
        var left = new List<(string Producer, string Aggregate)>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
                left.Add((reader.GetString(0), reader.GetString(1)));
        foreach (var (producer, aggregate) in left)
            await pipeline.ReleaseAsync(producer, aggregate, ct);
    }

    // Deadlines that were taken away, and the rows that say so.
    internal static async Task SweepClearedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "delete from deadline d using deadline c where c.due_at is null and d.kind = c.kind and d.key = c.key and d.id <= c.id",
            connection
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task KeepPartitionsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select messaging_keep_partitions($1)",
            connection
        )
        {
            Parameters = { new() { Value = clock.GetUtcNow() } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}

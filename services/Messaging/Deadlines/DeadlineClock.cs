using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// Looks every 100 ms of system time, however fast business time runs, and acts on the deadlines that have passed. Several replicas take
/// turns by skipping the rows that another has locked.
/// </summary>
internal sealed class DeadlineClock(
    IServiceProvider services,
    ServiceMessaging messaging,
    ServiceDefaults.BusinessClock business,
    TimeProvider system,
    ILogger<DeadlineClock> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host starts without waiting for the database
        if (messaging.Deadlines.Count == 0)
            return;

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("Deadlines wait for the database: {Reason}", failure.Message);
            }
            catch (OperationCanceledException) { }
            await Task.Delay(AfterFailure, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The connection stays open: ten times a second a scope and a DbContext of its own would cost more than the look.
    private async Task LookAsync(CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        while (true)
        {
            if (await AnyDueAsync(connection, ct))
                while (await ElapseNextAsync(ct)) { }
            await Task.Delay(Every, ct);
        }
    }

    /// <summary>Acts on the deadline that passed first; false when none has.</summary>
    internal async Task<bool> ElapseNextAsync(CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        await using var transaction = await scope.Db.Database.BeginTransactionAsync(ct);
        if (await ClaimAsync(connection, ct) is not { } due)
            return false;

        using var activity = Tracing.Deadline(due.Kind, due.Key);
        try
        {
            if (due.Counts)
                await HandlerOf(scope.Services, due.Kind).Elapsed(due.Key, due.DueAt, ct);
            await scope.Db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (Exception failure) when (!Faults.IsTransient(failure, ct))
        {
            logger.LogError(
                failure,
                "The deadline {Kind} of {Key} cannot be acted on",
                due.Kind,
                due.Key
            );
            activity?.SetStatus(ActivityStatusCode.Error);
            await transaction.RollbackAsync(ct);
            await PostponeAsync(connection, due, failure, ct);
        }
        return true;
    }

    // Ten times a second it is only this: one indexed look, no transaction.
    private async Task<bool> AnyDueAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (
            await connection.RowsAsync(
                "select exists (select from deadline where due_at <= $1 and (retry_at is null or retry_at <= $2))",
                row => row.GetBoolean(0),
                ct,
                business.GetUtcNow(),
                system.GetUtcNow()
            )
        )[0];

    private IHandleDeadline HandlerOf(IServiceProvider scope, string kind) =>
        messaging.Deadlines.TryGetValue(kind, out var handler)
            ? (IHandleDeadline)scope.GetRequiredService(handler)
            : throw new InvalidOperationException($"Nobody handles the deadline {kind}.");

    // A row that was moved or taken away since is only cleared; the newest one is removed and acted on.
    private async Task<Due?> ClaimAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with claimed as (
                select id, kind, key, due_at, attempts from deadline
                where due_at <= $1 and (retry_at is null or retry_at <= $2)
                order by due_at limit 1 for update skip locked
            ), newest as (
                select n.id, n.due_at from deadline n join claimed c on n.kind = c.kind and n.key = c.key order by n.id desc limit 1
            ), cleared as (
                delete from deadline d using claimed c, newest n
                where d.kind = c.kind and d.key = c.key and (d.id <= c.id or (n.due_at is null and d.id <= n.id))
            )
            select c.id, c.kind, c.key, c.due_at, c.attempts, c.id = n.id from claimed c, newest n
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = business.GetUtcNow() },
                new() { Value = system.GetUtcNow() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Due(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetInt32(4),
                reader.GetBoolean(5)
            )
            : null;
    }

    private async Task PostponeAsync(
        NpgsqlConnection connection,
        Due due,
        Exception failure,
        CancellationToken ct
    )
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(due.Attempts, 10)));
        await using var command = new NpgsqlCommand(
            "update deadline set attempts = attempts + 1, retry_at = $2, failure = $3 where id = $1",
            connection
        )
        {
            Parameters =
            {
                new() { Value = due.Id },
                new()
                {
                    Value = system.GetUtcNow() + (pause < LongestPause ? pause : LongestPause),
                },
                new() { Value = failure.ToString() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Due(
        long Id,
        string Kind,
        string Key,
        DateTimeOffset DueAt,
        int Attempts,
        bool Counts
    );
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// POST /operations/messaging/errors/redrive: hands listed messages to the pipeline again, in the order of their aggregates' lives, and
/// lets failed deadlines come at once. What fails again stays listed; what the inbox no longer remembers is refused: republish it.
/// </summary>
internal static class RedriveErrors
{
    /// <param name="MessageId">One message; all when null.</param>
    public sealed record Request(Guid? MessageId);

    /// <param name="Handled">No longer listed.</param>
    /// <param name="Failed">Failed again, or still of an unknown type.</param>
    /// <param name="TooOld">Refused because the inbox no longer remembers whether it was handled.</param>
    public sealed record Result(int Handled, int Failed, int TooOld);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/errors/redrive", Handle);

    private static async Task<Ok<Result>> Handle(
        Request request,
        IServiceProvider services,
        InboxPipeline pipeline,
        TimeProvider clock,
        CancellationToken ct
    ) => TypedResults.Ok(await RunAsync(request.MessageId, services, pipeline, clock, ct));

    internal static async Task<Result> RunAsync(
        Guid? message,
        IServiceProvider services,
        InboxPipeline pipeline,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        var (handled, failed, tooOld) = (0, 0, 0);
        foreach (var error in await ReadAsync(connection, message, ct))
        {
            if (error.TryReadEvent() is not { } e)
                failed++;
            else if (Age.IsTooOld(error.MessageId, clock))
                tooOld++;
            else if (
                await TryAsync(
                    connection,
                    pipeline,
                    new Arrival(e.Event, e.Shape, error.MessageId, error.Queue, error.TraceParent),
                    clock,
                    ct
                )
            )
                handled++;
            else
                failed++;
        }
        if (message is null)
            await connection.RowsAsync(
                "update deadline set retry_at = null where failure is not null returning 1",
                _ => 0,
                ct
            );
        return new Result(handled, failed, tooOld);
    }

    private static async Task<bool> TryAsync(
        NpgsqlConnection connection,
        InboxPipeline pipeline,
        Arrival arrival,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        try
        {
            // One that failed when its turn among the held ones had come is already in the inbox.
            var held = await connection.RowsAsync(
                "update held set failed_at = null where message_id = $1 and failed_at is not null returning 1",
                row => row.GetInt32(0),
                ct,
                arrival.MessageId
            );
            if (held.Count == 0)
                await pipeline.DeliverAsync(arrival, ct);
            else
                await pipeline.ReleaseAsync(arrival.Producer, arrival.Aggregate, ct);

            // Only now: whatever happens on the way, the message is listed or handled.
            var failedAgain = await connection.RowsAsync(
                """
                with struck as (
                    delete from error where message_id = $1 and queue = $2
                      and not exists (select from held where message_id = $1 and failed_at is not null)
                )
                select 1 from held where message_id = $1 and failed_at is not null
                """,
                row => row.GetInt32(0),
                ct,
                arrival.MessageId,
                arrival.Queue
            );
            return failedAgain.Count == 0;
        }
        catch (Exception failure) when (!Faults.IsTransient(failure, ct))
        {
            await ErrorStore.AddAsync(
                connection,
                FailedMessage.Of(arrival, failure),
                clock.GetUtcNow(),
                ct
            );
            return false;
        }
    }

    private static Task<List<FailedMessage>> ReadAsync(
        NpgsqlConnection connection,
        Guid? message,
        CancellationToken ct
    ) =>
        connection.RowsAsync(
            """
            select message_id, queue, type, aggregate, sequence, body, trace_parent, reason from error
            where $1::uuid is null or message_id = $1
            order by aggregate, sequence, id
            """,
            row => new FailedMessage(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetInt64(4),
                row.GetString(5),
                row.IsDBNull(6) ? null : row.GetString(6),
                row.GetString(7)
            ),
            ct,
            message is { } id ? id : DBNull.Value
        );
}

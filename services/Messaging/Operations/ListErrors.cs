using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HoanKiem.Messaging;

/// <summary>GET /operations/messaging/errors: messages and deadlines that cannot be handled, newest first, without their content.</summary>
internal static class ListErrors
{
    /// <param name="MessageId">Which message; none for a deadline.</param>
    /// <param name="Queue">Where it came in; <c>deadline</c> for a deadline.</param>
    /// <param name="Type">Its type as sent; the kind of the deadline.</param>
    /// <param name="Aggregate">Of what, where it could be read; the key of the deadline.</param>
    /// <param name="Sequence">Its place.</param>
    /// <param name="Reason">The first line of the exception.</param>
    /// <param name="Attempts">How often it was tried.</param>
    /// <param name="FailedAt">When, system time; for a deadline, when it is tried again.</param>
    public sealed record Failure(
        Guid? MessageId,
        string Queue,
        string Type,
        string? Aggregate,
        long? Sequence,
        string Reason,
        int Attempts,
        DateTimeOffset? FailedAt
    );

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/errors", Handle);

    private static async Task<Ok<List<Failure>>> Handle(
        IServiceProvider services,
        CancellationToken ct
    )
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        return TypedResults.Ok(
            await connection.RowsAsync(
                """
                select message_id, queue, type, aggregate, sequence, split_part(reason, E'\n', 1), attempts, failed_at from error
                union all
                select null, 'deadline', kind, key, null, split_part(failure, E'\n', 1), attempts, retry_at from deadline where failure is not null
                order by failed_at desc limit 500
                """,
                row => new Failure(
                    row.IsDBNull(0) ? null : row.GetGuid(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.IsDBNull(3) ? null : row.GetString(3),
                    row.IsDBNull(4) ? null : row.GetInt64(4),
                    row.GetString(5),
                    row.GetInt32(6),
                    row.Moment(7)
                ),
                ct
            )
        );
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HoanKiem.Messaging;

/// <summary>
/// POST /operations/messaging/differences/acknowledge: somebody has looked after what cannot be mended: differences that stay, and places
/// that were lost when the database was put back. They stay listed and closed, and no longer make the service's health worse.
/// </summary>
internal static class AcknowledgeDifferences
{
    /// <param name="AggregateId">One aggregate; all when null.</param>
    public sealed record Request(string? AggregateId = null);

    /// <param name="Differences">How many differences.</param>
    /// <param name="Lost">How many lost places.</param>
    public sealed record Result(long Differences, long Lost);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/differences/acknowledge", Handle);

    private static async Task<Ok<Result>> Handle(
        Request request,
        ClaimsPrincipal caller,
        IServiceProvider services,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        var acknowledged = await connection.RowsAsync(
            """
            with noted as (
                update difference set acknowledged_at = $1, acknowledged_by = $2
                where confirmed_at is not null and healed_at is null and acknowledged_at is null and ($3::text is null or aggregate = $3)
                returning 1
            ), closed as (
                update lost set acknowledged_at = $1, acknowledged_by = $2
                where acknowledged_at is null and ($3::text is null or aggregate_id = $3) returning 1
            )
            select (select count(*) from noted), (select count(*) from closed)
            """,
            row => new Result(row.GetInt64(0), row.GetInt64(1)),
            ct,
            clock.GetUtcNow(),
            caller.FindFirstValue("sub") ?? "",
            request.AggregateId ?? (object)DBNull.Value
        );
        return TypedResults.Ok(acknowledged[0]);
    }
}

using System.Security.Claims;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HoanKiem.Messaging;

/// <summary>
/// POST /operations/messaging/expectations/acknowledge: somebody has looked after answers that were missed. They stay listed, with who took
/// note and when, and no longer make the service's health worse.
/// </summary>
internal static class AcknowledgeExpectations
{
    /// <param name="Kind">What was expected; every kind when null.</param>
    /// <param name="Key">Of what; everything of the kind when null.</param>
    public sealed record Request(string? Kind = null, string? Key = null);

    /// <param name="Acknowledged">How many.</param>
    public sealed record Result(int Acknowledged);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/expectations/acknowledge", Handle);

    private static async Task<Results<Ok<Result>, ProblemHttpResult>> Handle(
        Request request,
        ClaimsPrincipal caller,
        IServiceProvider services,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (request is { Kind: null, Key: not null })
            return Problems
                .InvalidMembers.Because("Nêu key thì phải nêu kind.", "A key needs its kind.")
                .At("kind")
                .ToProblem();

        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        var acknowledged = await connection.RowsAsync(
            """
            update expectation set acknowledged_at = $1, acknowledged_by = $2
            where missed_at is not null and met_at is null and acknowledged_at is null
              and ($3::text is null or kind = $3) and ($4::text is null or key = $4)
            returning 1
            """,
            row => row.GetInt32(0),
            ct,
            clock.GetUtcNow(),
            caller.FindFirstValue("sub") ?? "",
            request.Kind ?? (object)DBNull.Value,
            request.Key ?? (object)DBNull.Value
        );
        return TypedResults.Ok(new Result(acknowledged.Count));
    }
}

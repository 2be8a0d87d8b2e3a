using System.ComponentModel.DataAnnotations;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Identity.Directory;

/// <summary>
/// POST /v1/directory/{source}/end — an appointment, a substitution, a mandate or an inspection ends before its time. A mandate is revoked at
/// once, whatever the day says.
/// </summary>
internal static class ProposeEnd
{
    /// <param name="LastDay">Its last day.</param>
    /// <param name="Basis">Number of the paper.</param>
    public sealed record Request(
        DateOnly LastDay,
        [property: Required, StringLength(64, MinimumLength = 1)] string Basis
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{source:guid}/end", Handle)
            .WithName(nameof(ProposeEnd))
            .WithSummary("Propose that something of the directory ends")
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static Task<Results<Accepted<Proposed>, ProblemHttpResult>> Handle(
        Guid source,
        Request request,
        Proposals proposals,
        CancellationToken ct
    ) => proposals.ProposeEnd(source, request.LastDay, request.Basis, ct);
}

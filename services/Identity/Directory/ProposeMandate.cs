using System.ComponentModel.DataAnnotations;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Identity.Directory;

/// <summary>POST /v1/directory/mandates — somebody may act for a citizen (giấy ủy quyền).</summary>
internal static class ProposeMandate
{
    /// <param name="Grantor">The citizen who grants it.</param>
    /// <param name="Holder">Who may act.</param>
    /// <param name="From">First day.</param>
    /// <param name="Basis">Number of the paper.</param>
    /// <param name="To">Last day; open when null.</param>
    public sealed record Request(
        [property: Required, StringLength(128, MinimumLength = 1)] string Grantor,
        [property: Required, StringLength(128, MinimumLength = 1)] string Holder,
        DateOnly From,
        [property: Required, StringLength(64, MinimumLength = 1)] string Basis,
        DateOnly? To = null
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/mandates", Handle)
            .WithName(nameof(ProposeMandate))
            .WithSummary("Propose that somebody may act for a citizen")
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static Task<Results<Accepted<Proposed>, ProblemHttpResult>> Handle(
        Request request,
        Proposals proposals,
        CancellationToken ct
    ) =>
        proposals.Propose(
            by =>
                Proposal.Of(
                    ProposalKind.Mandate,
                    [request.Holder],
                    request.From,
                    request.To,
                    request.Basis,
                    by,
                    principal: request.Grantor
                ),
            ct
        );
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Identity.Directory;

/// <summary>POST /v1/directory/substitutions — somebody shall act for an absent officer (ủy quyền).</summary>
internal static class ProposeSubstitution
{
    /// <param name="Absent">The officer who is absent.</param>
    /// <param name="Substitute">Who acts.</param>
    /// <param name="Agency">Slug of the agency.</param>
    /// <param name="Role">Role there.</param>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day.</param>
    /// <param name="Basis">Number of the paper.</param>
    public sealed record Request(
        [property: Required, StringLength(128, MinimumLength = 1)] string Absent,
        [property: Required, StringLength(128, MinimumLength = 1)] string Substitute,
        [property: Required, StringLength(64, MinimumLength = 2)] string Agency,
        OfficerRole Role,
        DateOnly From,
        DateOnly To,
        [property: Required, StringLength(64, MinimumLength = 1)] string Basis
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/substitutions", Handle)
            .WithName(nameof(ProposeSubstitution))
            .WithSummary("Propose that somebody acts for an absent officer")
            .ProducesProblem(409)
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
                    ProposalKind.Substitution,
                    [request.Substitute],
                    request.From,
                    request.To,
                    request.Basis,
                    by,
                    principal: request.Absent,
                    agency: request.Agency,
                    role: request.Role
                ),
            ct
        );
}

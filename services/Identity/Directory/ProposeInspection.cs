using System.ComponentModel.DataAnnotations;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Identity.Directory;

/// <summary>POST /v1/directory/inspections — inspectors may read a set of dossiers for a named inspection, and change nothing.</summary>
internal static class ProposeInspection
{
    /// <param name="Name">Number of the decision that orders it.</param>
    /// <param name="Inspectors">Subjects of the inspectors.</param>
    /// <param name="DossierIds">The dossiers.</param>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day.</param>
    public sealed record Request(
        [property: Required, StringLength(64, MinimumLength = 1)] string Name,
        [property: Length(1, 50)] IReadOnlyList<string> Inspectors,
        [property: Length(1, 5000)] IReadOnlyList<Guid> DossierIds,
        DateOnly From,
        DateOnly To
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/inspections", Handle)
            .WithName(nameof(ProposeInspection))
            .WithSummary("Propose that inspectors read a named set")
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
                    ProposalKind.Inspection,
                    [.. request.Inspectors.Distinct()],
                    request.From,
                    request.To,
                    request.Name,
                    by,
                    dossiers: [.. request.DossierIds.Distinct()]
                ),
            ct
        );
}

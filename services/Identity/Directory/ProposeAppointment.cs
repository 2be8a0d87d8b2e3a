using System.ComponentModel.DataAnnotations;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Identity.Directory;

/// <summary>POST /v1/directory/appointments — an officer shall hold a role in an agency.</summary>
internal static class ProposeAppointment
{
    /// <param name="Subject">The officer.</param>
    /// <param name="Agency">Slug of the agency.</param>
    /// <param name="Role">Role there.</param>
    /// <param name="From">First day.</param>
    /// <param name="Basis">Number of the decision.</param>
    /// <param name="To">Last day; open when null.</param>
    public sealed record Request(
        [property: Required, StringLength(128, MinimumLength = 1)] string Subject,
        [property: Required, StringLength(64, MinimumLength = 2)] string Agency,
        OfficerRole Role,
        DateOnly From,
        [property: Required, StringLength(64, MinimumLength = 1)] string Basis,
        DateOnly? To = null
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/appointments", Handle)
            .WithName(nameof(ProposeAppointment))
            .WithSummary("Propose that an officer holds a role")
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
                    ProposalKind.Appointment,
                    [request.Subject],
                    request.From,
                    request.To,
                    request.Basis,
                    by,
                    agency: request.Agency,
                    role: request.Role
                ),
            ct
        );
}

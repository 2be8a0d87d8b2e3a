using HoanKiem.Access;
using HoanKiem.Identity.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Directory;

/// <summary>POST /v1/directory/proposals/{id}/rejection — it will not be; whoever proposed it may take it back so, too.</summary>
internal static class RejectProposal
{
    /// <param name="Id">The proposal.</param>
    /// <param name="Source">What it makes or ends.</param>
    /// <param name="DecidedAt">When.</param>
    public sealed record Response(Guid Id, Guid Source, DateTimeOffset DecidedAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/proposals/{id:guid}/rejection", Handle)
            .WithName(nameof(RejectProposal))
            .WithSummary("Reject a proposal, or take it back")
            .ProducesProblem(403)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .RequireIfMatch();

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Guid id,
        IfMatch version,
        Caller caller,
        IdentityDb db,
        DirectoryBook book,
        CancellationToken ct
    )
    {
        if (await db.Proposals.SingleOrDefaultAsync(p => p.Id == id, ct) is not { } proposal)
            return Problems.Missing().ToProblem();
        var refusal =
            version.Refuses(proposal.Version, proposal.DecidedBy ?? proposal.ProposedBy)
            ?? proposal.Decide(ProposalState.Rejected, new By(caller.Subject, book.Now));
        if (refusal is not null)
            return refusal.ToProblem();

        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new Response(id, proposal.Source, book.Now));
    }
}

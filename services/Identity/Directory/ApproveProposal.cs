using HoanKiem.Access;
using HoanKiem.Identity.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Directory;

/// <summary>POST /v1/directory/proposals/{id}/approval — a second administrator says yes, and it is in force.</summary>
internal static class ApproveProposal
{
    /// <param name="Id">The proposal.</param>
    /// <param name="Source">What it makes or ends.</param>
    /// <param name="DecidedAt">When.</param>
    public sealed record Response(Guid Id, Guid Source, DateTimeOffset DecidedAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/proposals/{id:guid}/approval", Handle)
            .WithName(nameof(ApproveProposal))
            .WithSummary("Put a proposal in force, as a second person")
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
        // One approval after the other: each sees what the one before has put in force.
        await using var turn = await db.Database.BeginTransactionAsync(ct);
        await DirectoryBook.Turn(db, ct);
        if (await db.Proposals.SingleOrDefaultAsync(p => p.Id == id, ct) is not { } proposal)
            return Problems.Missing().ToProblem();
        var refusal =
            version.Refuses(proposal.Version, proposal.DecidedBy ?? proposal.ProposedBy)
            ?? proposal.Decide(ProposalState.Approved, new By(caller.Subject, book.Now))
            ?? await book.Refuses(proposal, ct);
        if (refusal is not null)
            return refusal.ToProblem();

        await book.Apply(proposal, ct);
        await db.SaveChangesAsync(ct);
        await turn.CommitAsync(ct);
        return TypedResults.Ok(new Response(id, proposal.Source, book.Now));
    }
}

using HoanKiem.Access;
using HoanKiem.Identity.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Directory;

/// <summary>A proposal waits for a second person.</summary>
/// <param name="Id">The proposal.</param>
/// <param name="Source">Identity of what it makes or ends.</param>
/// <param name="Version">For the approval's <c>If-Match</c>.</param>
internal sealed record Proposed(Guid Id, Guid Source, int Version);

/// <summary>Takes proposals: the same for all kinds of them.</summary>
internal sealed class Proposals(IdentityDb db, DirectoryBook book, Caller caller)
{
    public async Task<Results<Accepted<Proposed>, ProblemHttpResult>> Propose(
        Func<By, Proposal> of,
        CancellationToken ct
    )
    {
        var proposal = of(new By(caller.Subject, book.Now));
        if (await book.Refuses(proposal, ct) is { } refusal)
            return refusal.ToProblem();
        db.Add(proposal);
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted(
            $"/v1/directory/proposals/{proposal.Id}",
            new Proposed(proposal.Id, proposal.Source, proposal.Version)
        );
    }

    // Whom an end concerns is known from what was made: they do not approve it either.
    public async Task<Results<Accepted<Proposed>, ProblemHttpResult>> ProposeEnd(
        Guid source,
        DateOnly lastDay,
        string basis,
        CancellationToken ct
    )
    {
        var appointment = await db.Appointments.FindAsync([source], ct);
        var made = await db
            .Proposals.AsNoTracking()
            .SingleOrDefaultAsync(p => p.Source == source && p.Kind != ProposalKind.End, ct);
        return await Propose(
            by =>
                Proposal.Of(
                    ProposalKind.End,
                    made?.Subjects ?? (appointment is null ? [] : [appointment.Subject]),
                    lastDay,
                    to: null,
                    basis,
                    by,
                    made?.Principal,
                    made?.Agency ?? appointment?.Agency,
                    made?.Role ?? appointment?.Role,
                    source: source
                ),
            ct
        );
    }
}

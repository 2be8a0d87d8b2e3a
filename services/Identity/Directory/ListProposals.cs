using HoanKiem.Contracts;
using HoanKiem.Identity.Persistence;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Directory;

/// <summary>GET /v1/directory/proposals — what waits for a second person, oldest first.</summary>
internal static class ListProposals
{
    private const int Most = 200;

    /// <param name="Id">The proposal.</param>
    /// <param name="Kind">What is proposed.</param>
    /// <param name="Source">What it makes or ends.</param>
    /// <param name="Subjects">Who gets it or loses it.</param>
    /// <param name="Principal">For whom somebody acts.</param>
    /// <param name="Agency">Where.</param>
    /// <param name="Role">As what.</param>
    /// <param name="From">First day; the last one of an end.</param>
    /// <param name="To">Last day.</param>
    /// <param name="Basis">The paper it rests on.</param>
    /// <param name="Dossiers">How many dossiers an inspection names.</param>
    /// <param name="ProposedBy">By whom.</param>
    /// <param name="ProposedAt">When.</param>
    /// <param name="Version">For <c>If-Match</c>.</param>
    public sealed record Item(
        Guid Id,
        ProposalKind Kind,
        Guid Source,
        IReadOnlyList<string> Subjects,
        string? Principal,
        string? Agency,
        OfficerRole? Role,
        DateOnly From,
        DateOnly? To,
        string Basis,
        int Dossiers,
        string ProposedBy,
        DateTimeOffset ProposedAt,
        int Version
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/proposals", Handle)
            .WithName(nameof(ListProposals))
            .WithSummary("What waits for a second person");

    private static async Task<Ok<Page<Item>>> Handle(IdentityDb db, CancellationToken ct)
    {
        var waiting = db.Proposals.AsNoTracking().Where(p => p.State == ProposalState.Waiting);
        var found = await waiting.OrderBy(p => p.Id).Take(Most).ToListAsync(ct);
        return TypedResults.Ok(
            new Page<Item>(
                [
                    .. found.Select(p => new Item(
                        p.Id,
                        p.Kind,
                        p.Source,
                        p.Subjects,
                        p.Principal,
                        p.Agency,
                        p.Role,
                        p.From,
                        p.To,
                        p.Basis,
                        p.Dossiers.Length,
                        p.ProposedBy,
                        p.ProposedAt,
                        p.Version
                    )),
                ],
                null,
                await waiting.LongCountAsync(ct)
            )
        );
    }
}

using HoanKiem.Catalogue.Persistence;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Agencies;

/// <summary>GET /v1/agencies/{id} — an agency through all its periods, with predecessors and successors.</summary>
internal static class GetAgency
{
    /// <param name="Id">Our own id, never reused.</param>
    /// <param name="Periods">What it was called and where it stood, the earliest first.</param>
    /// <param name="Successors">Who took over.</param>
    /// <param name="Predecessors">From whom it took over.</param>
    public sealed record Response(
        string Id,
        IReadOnlyList<AgencyAttributes> Periods,
        IReadOnlyList<Link> Successors,
        IReadOnlyList<Link> Predecessors
    );

    /// <param name="AgencyId">The other agency.</param>
    /// <param name="Effective">First day of the successor.</param>
    /// <param name="Whole">All of the predecessor; otherwise a part.</param>
    public sealed record Link(string AgencyId, DateOnly Effective, bool Whole);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id}", Handle)
            .WithName(nameof(GetAgency))
            .WithSummary("One agency, with its dated attributes and its succession")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string id,
        CatalogueDb db,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (
            await db
                .Agencies.AsNoTracking()
                .AsSplitQuery()
                .SingleOrDefaultAsync(a => a.Id == id, ct)
            is not { } agency
        )
            return Refusals.UnknownAgency(id).ToProblem();
        var predecessors = await db.Set<AgencySuccession>()
            .AsNoTracking()
            .Where(s => s.SuccessorId == id)
            .OrderBy(s => s.PredecessorId)
            .Select(s => new Link(s.PredecessorId, s.Effective, s.Whole))
            .ToListAsync(ct);
        http.SetETag(agency.Version);
        return TypedResults.Ok(
            new Response(
                agency.Id,
                [.. agency.Periods.Select(p => p.Attributes)],
                [.. agency.Successions.Select(s => new Link(s.SuccessorId, s.Effective, s.Whole))],
                predecessors
            )
        );
    }
}

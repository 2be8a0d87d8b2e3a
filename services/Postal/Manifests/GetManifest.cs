using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Manifests;

/// <summary>GET /v1/manifests/{id} — what was given to a carrier at one time.</summary>
internal static class GetManifest
{
    public sealed record Answer(
        Guid Id,
        long Number,
        string Agency,
        string Carrier,
        IReadOnlyList<Guid> ShipmentIds,
        DateTimeOffset GivenAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}", Handle).WithName(nameof(GetManifest));

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
        Caller caller,
        PostalDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var found = await db
            .Manifests.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
            .SingleOrDefaultAsync(m => m.Id == id, ct);
        if (found is null)
            return Problems.Missing().ToProblem();
        trail.Shows(found);
        return TypedResults.Ok(
            new Answer(
                found.Id,
                found.Number,
                found.ReceivingAgency,
                found.Carrier,
                found.ShipmentIds,
                found.GivenAt
            )
        );
    }
}

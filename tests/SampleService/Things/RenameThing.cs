using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.SampleService.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.SampleService.Things;

/// <summary>PUT /v1/things/{id} — renames a thing.</summary>
internal static class RenameThing
{
    public sealed record Request([property: Required, StringLength(40)] string Title);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/{id:guid}", Handle).WithName(nameof(RenameThing)).RequireIfMatch();

    private static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch version,
        Caller caller,
        SampleDb db,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (
            await db
                .Things.Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
                .SingleOrDefaultAsync(thing => thing.Id == id, ct)
            is not { } thing
        )
            return Problems.Missing().ToProblem();
        if (version.Refuses(thing.Version, caller.Subject) is { } stale)
            return stale.ToProblem();
        if (thing.Rename(request.Title) is { } refusal)
            return refusal.ToProblem();
        await db.SaveChangesAsync(ct);
        http.SetETag(thing.Version);
        return TypedResults.NoContent();
    }
}

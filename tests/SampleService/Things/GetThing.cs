using HoanKiem.Access;
using HoanKiem.SampleService.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.SampleService.Things;

/// <summary>GET /v1/things/{id} — a thing.</summary>
internal static class GetThing
{
    /// <summary>A thing.</summary>
    /// <param name="Id">Identity.</param>
    /// <param name="Title">What it is called.</param>
    public sealed record Response(Guid Id, string Title);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}", Handle).WithName(nameof(GetThing));

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Guid id,
        Caller caller,
        SampleDb db,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (
            await db
                .Things.AsNoTracking()
                .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
                .SingleOrDefaultAsync(thing => thing.Id == id, ct)
            is not { } thing
        )
            return Problems.Missing().ToProblem();
        http.SetETag(thing.Version);
        return TypedResults.Ok(new Response(thing.Id, thing.Title));
    }
}

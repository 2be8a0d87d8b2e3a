using HoanKiem.SampleService.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.SampleService.Things;

/// <summary>GET /v1/things/forgotten — a list whose author forgot the predicate.</summary>
internal static class ForgetReach
{
    /// <summary>What it would have told.</summary>
    /// <param name="Titles">Everybody's.</param>
    public sealed record Response(IReadOnlyList<string> Titles);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/forgotten", Handle).WithName(nameof(ForgetReach));

    private static async Task<Ok<Response>> Handle(SampleDb db, CancellationToken ct) =>
        TypedResults.Ok(new Response(await db.Things.Select(thing => thing.Title).ToListAsync(ct)));
}

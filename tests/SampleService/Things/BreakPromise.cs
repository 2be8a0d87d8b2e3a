using HoanKiem.Access;
using HoanKiem.SampleService.Persistence;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.SampleService.Things;

/// <summary>POST /v1/things/promised — its author has promised that it only reads.</summary>
internal static class BreakPromise
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/promised", Handle)
            .WithName(nameof(BreakPromise))
            .OnlyReads()
            .ExcludeFromDescription();

    private static async Task<Ok> Handle(
        Guid thing,
        Caller caller,
        SampleDb db,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var found = await db
            .Things.Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
            .SingleAsync(t => t.Id == thing, ct);
        found.Rename("not as promised");
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok();
    }
}

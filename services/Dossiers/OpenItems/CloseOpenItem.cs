using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.OpenItems;

/// <summary>POST /v1/open-items/{id}/closure — a person has looked and says what was done.</summary>
internal static class CloseOpenItem
{
    /// <summary>What was done.</summary>
    public sealed record Request(
        [property: Required, StringLength(1000, MinimumLength = 3)] string Resolution
    );

    /// <summary>The closed item.</summary>
    public sealed record Closed(Guid Id, DateTimeOffset ClosedAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/closure", Handle)
            .WithName(nameof(CloseOpenItem))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<Closed>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        Desk desk,
        DossiersDb db,
        CancellationToken ct
    )
    {
        if (
            await db
                .OpenItems.Visible(await desk.Reach(ct))
                .SingleOrDefaultAsync(item => item.Id == id, ct)
            is not { } item
        )
            return Problems.Missing().ToProblem();
        var found = await desk.ForOfficer(
            item.DossierId,
            default,
            ct,
            OfficerRole.Clerk,
            OfficerRole.Leader
        );
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (item.Close(request.Resolution, desk.Caller.Subject, desk.Now) is { } refusal)
            return refusal.ToProblem();
        dossier.Trace(
            "openItemClosed",
            found.By,
            desk.Now,
            new($"Đã xử lý: {item.Kind}.", $"Closed: {item.Kind}.")
        );
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new Closed(item.Id, desk.Now));
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.Waits;

/// <summary>POST /v1/dossiers/{id}/apology — the agency apologises in writing and sets a new date, once (Mẫu 04; Nghị định 61/2018, Điều 19.9).</summary>
internal static class Apologise
{
    /// <summary>The new date, who caused the delay and why.</summary>
    public sealed record Request(
        DateTimeOffset DueAt,
        [property: Required, StringLength(64, MinimumLength = 2)] string CausedBy,
        [property: Required, RegularExpression("[a-z0-9-]{2,64}")] string ReasonCode
    );

    /// <summary>The date that holds now.</summary>
    public sealed record Apologised(Guid Id, int Status, DateTimeOffset DueAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/apology", Handle)
            .WithName(nameof(Apologise))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey()
            .RequireIfMatch();

    private static async Task<Results<Ok<Apologised>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch version,
        Desk desk,
        DossiersDb db,
        IOutbox outbox,
        IDeadlines deadlines,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = await desk.ForOfficer(id, version, ct, OfficerRole.Leader, OfficerRole.Clerk);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (
            dossier.Apologise(
                request.DueAt,
                request.CausedBy,
                request.ReasonCode,
                found.By,
                desk.Now
            ) is
            { } refusal
        )
            return refusal.ToProblem();
        DueWatch.Follow(deadlines, dossier);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(new Apologised(dossier.Id, dossier.Status, request.DueAt));
    }
}

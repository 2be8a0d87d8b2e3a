using System.ComponentModel.DataAnnotations;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.Processing;

/// <summary>POST /v1/dossiers/{id}/stop — a leader ends the processing without a decision, naming the basis (R2: Mẫu 05).</summary>
internal static class StopDossier
{
    /// <summary>Why, and on what basis.</summary>
    public sealed record Request(
        [property: Required, RegularExpression("[a-z0-9-]{2,64}")] string ReasonCode,
        [property: Required, StringLength(200, MinimumLength = 3)] string Basis
    );

    /// <summary>What it is now.</summary>
    public sealed record Stopped(Guid Id, int Status, string ReasonCode);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/stop", Handle)
            .WithName(nameof(StopDossier))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey()
            .RequireIfMatch();

    private static async Task<Results<Ok<Stopped>, ProblemHttpResult>> Handle(
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
        var found = await desk.ForOfficer(id, version, ct, OfficerRole.Leader);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (dossier.Stop(request.ReasonCode, request.Basis, found.By, desk.Now) is { } refusal)
            return refusal.ToProblem();
        DueWatch.Follow(deadlines, dossier);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(new Stopped(dossier.Id, dossier.Status, request.ReasonCode));
    }
}

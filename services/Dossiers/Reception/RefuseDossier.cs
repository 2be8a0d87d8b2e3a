using System.ComponentModel.DataAnnotations;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.Reception;

/// <summary>POST /v1/dossiers/{id}/refusal — a clerk refuses a dossier at reception, in writing and with a reason (Mẫu 03).</summary>
internal static class RefuseDossier
{
    /// <summary>Why.</summary>
    public sealed record Request(
        [property: Required, RegularExpression("[a-z0-9-]{2,64}")] string ReasonCode
    );

    /// <summary>What it is now.</summary>
    public sealed record Refused(Guid Id, int Status, string ReasonCode);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/refusal", Handle)
            .WithName(nameof(RefuseDossier))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey()
            .RequireIfMatch();

    private static async Task<Results<Ok<Refused>, ProblemHttpResult>> Handle(
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
        var found = await desk.ForOfficer(id, version, ct, OfficerRole.Clerk);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (dossier.Refuse(request.ReasonCode, found.By, desk.Now) is { } refusal)
            return refusal.ToProblem();
        DueWatch.Follow(deadlines, dossier);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(new Refused(dossier.Id, dossier.Status, request.ReasonCode));
    }
}

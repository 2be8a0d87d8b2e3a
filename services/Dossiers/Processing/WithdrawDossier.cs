using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.Processing;

/// <summary>POST /v1/dossiers/{id}/withdrawal — the citizen takes a dossier back before it is decided, in person or through a clerk.</summary>
internal static class WithdrawDossier
{
    /// <summary>What it is now.</summary>
    public sealed record Withdrawn(Guid Id, int Status);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/withdrawal", Handle)
            .WithName(nameof(WithdrawDossier))
            .RequireAssurance(Assurance.High)
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<Withdrawn>, ProblemHttpResult>> Handle(
        Guid id,
        IfMatch version,
        Desk desk,
        DossiersDb db,
        IOutbox outbox,
        IDeadlines deadlines,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = await desk.ForCitizenOrClerk(id, version, ct);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (dossier.Withdraw(found.By, desk.Now) is { } refusal)
            return refusal.ToProblem();
        DueWatch.Follow(deadlines, dossier);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(new Withdrawn(dossier.Id, dossier.Status));
    }
}

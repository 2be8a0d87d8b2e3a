using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>POST /v1/dossiers/{id}/erasure — a leader has the personal data of an ended dossier destroyed (Luật 91/2025/QH15).</summary>
internal static class EraseDossier
{
    /// <summary>Kind of the deadline at which what was said is forgotten.</summary>
    public const string FromLog = "erase-from-log";

    /// <summary>What is left.</summary>
    public sealed record Erased(Guid Id, int Version, DateTimeOffset ErasedAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/erasure", Handle)
            .WithName(nameof(EraseDossier))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey()
            .RequireIfMatch();

    private static async Task<Results<Ok<Erased>, ProblemHttpResult>> Handle(
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
        var found = await desk.ForOfficer(id, version, ct, OfficerRole.Leader);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (dossier.Erase(found.By, desk.Now) is { } refusal)
            return refusal.ToProblem();
        await Forget(dossier, db, deadlines, desk.Now, ct);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(new Erased(dossier.Id, dossier.Version, desk.Now));
    }

    /// <summary>Everything personal beside the dossier goes in the same commit.</summary>
    internal static async Task Forget(
        Dossier dossier,
        DossiersDb db,
        IDeadlines deadlines,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        foreach (var party in await db.Parties.Of(dossier).ToListAsync(ct))
            party.Erase();
        await db
            .Notices.Of(dossier)
            .ExecuteUpdateAsync(
                set => set.SetProperty(notice => notice.SealedAddress, (string?)null),
                ct
            );
        var files = await db.Documents.Of(dossier).ToListAsync(ct);
        db.Documents.RemoveRange(files);
        foreach (var request in await db.DataRequests.Of(dossier).ToListAsync(ct))
            request.Erase();
        // The event log belongs to nobody who asks: a worker takes away what was sealed in it.
        deadlines.Set(FromLog, dossier.Id.ToString(), now);
    }
}

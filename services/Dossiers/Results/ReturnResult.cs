using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.Results;

/// <summary>POST /v1/dossiers/{id}/returns — a clerk hands the result over at the counter, or releases the signed electronic document.</summary>
internal static class ReturnResult
{
    /// <summary>Over the counter or online; the post says itself when it has delivered.</summary>
    public sealed record Request(Delivery How);

    /// <summary>What it is now.</summary>
    public sealed record Returned(Guid Id, int Status, Delivery How, DateTimeOffset ReturnedAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/returns", Handle)
            .WithName(nameof(ReturnResult))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<Returned>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch version,
        Desk desk,
        DossiersDb db,
        IOutbox outbox,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (request.How == Delivery.Post)
            return Problems
                .Invalid(
                    "how",
                    "value",
                    "Bưu điện tự báo khi đã phát.",
                    "The post reports its own deliveries."
                )
                .ToProblem();
        var found = await desk.ForOfficer(id, version, ct, OfficerRole.Clerk);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (dossier.Return(request.How, found.By.Agency!, found.By, desk.Now) is { } refusal)
            return refusal.ToProblem();
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(new Returned(dossier.Id, dossier.Status, request.How, desk.Now));
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Waits;

/// <summary>POST /v1/dossiers/{id}/fees/{feeId}/payments — a fee is paid in full; where the clock waited for it, it runs again.</summary>
internal static class PayFee
{
    /// <summary>How much and how.</summary>
    public sealed record Request(
        [property: Range(1, 10_000_000_000)] long Amount,
        [property: Required, AllowedValues("cash", "transfer", "online")] string Means,
        [property: StringLength(64)] string? Reference = null
    );

    /// <summary>What holds now.</summary>
    public sealed record Paid(
        Guid FeeId,
        int Status,
        long Amount,
        DateTimeOffset PaidAt,
        DateTimeOffset? DueAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/fees/{feeId:guid}/payments", Handle)
            .WithName(nameof(PayFee))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<Paid>, ProblemHttpResult>> Handle(
        Guid id,
        Guid feeId,
        Request request,
        IfMatch version,
        Desk desk,
        DossiersDb db,
        Rules rules,
        IOutbox outbox,
        IDeadlines deadlines,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = await desk.ForCitizenOrClerk(id, version, ct);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        var fees = await db.Fees.Of(dossier).ToListAsync(ct);
        if (fees.SingleOrDefault(fee => fee.Id == feeId) is not { } fee)
            return Problems.Missing().ToProblem();
        if (DossierStatus.Refuses(Act.Pay, dossier.Facets) is { } wrong)
            return wrong.ToProblem();
        if (await rules.CalendarOf(dossier, ct) is not { } calendar)
            return Refusals
                .NoCalendar.Because(
                    "Chưa nhận được lịch làm việc.",
                    "No working calendar has arrived yet."
                )
                .ToProblem();
        if (
            fee.Pay(request.Amount, request.Means, request.Reference, found.By, desk.Now) is
            { } refusal
        )
            return refusal.ToProblem();

        dossier.PayFee(fee, fees.Any(other => other.PaidAt is null), calendar, found.By, desk.Now);
        DueWatch.Follow(deadlines, dossier);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(
            new Paid(fee.Id, dossier.Status, fee.Amount, desk.Now, dossier.LegalDueAt)
        );
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Dossiers.Waits;

/// <summary>POST /v1/dossiers/{id}/supplement-requests — at reception a clerk asks, once and for all, for what is missing (Mẫu 02; Nghị định 61/2018, Điều 17.1 a).</summary>
internal static class AskForSupplement
{
    /// <summary>What is missing, and why.</summary>
    public sealed record Request(
        [property: Length(1, 50)] IReadOnlyList<string> PaperCodes,
        [property: Required, RegularExpression("[a-z0-9-]{2,64}")] string ReasonCode,
        [property: StringLength(1000)] string? Guidance = null
    );

    /// <summary>The request.</summary>
    public sealed record Asked(
        Guid SupplementId,
        int Status,
        IReadOnlyList<string> PaperCodes,
        DateTimeOffset? Until
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/supplement-requests", Handle)
            .WithName(nameof(AskForSupplement))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey()
            .RequireIfMatch();

    private static async Task<Results<Ok<Asked>, ProblemHttpResult>> Handle(
        Guid id,
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
        var found = await desk.ForOfficer(id, version, ct, OfficerRole.Clerk);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        if (DossierStatus.Refuses(Act.AskForPapers, dossier.Facets) is { } wrong)
            return wrong.ToProblem();
        if (dossier.OpenWaits.Contains(Lifecycle.WaitKind.Paper))
            return Refusals
                .PapersAwaited.Because(
                    "Đã yêu cầu bổ sung; mỗi hồ sơ chỉ yêu cầu một lần.",
                    "Papers were asked for already; that is done once."
                )
                .ToProblem();

        var until = Until(dossier, await rules.NewestCalendar(ct), desk.Now);
        var supplement = Supplement.Ask(
            id,
            beforeAcceptance: true,
            found.By.Agency!,
            null,
            null,
            request.PaperCodes,
            request.ReasonCode,
            request.Guidance,
            desk.Now,
            until
        );
        db.Supplements.Add(supplement);
        dossier.AskForPapers(supplement, found.By);
        if (until is { } last)
            deadlines.Set(DueWatch.Supplement, id.ToString(), last);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);
        http.SetETag(dossier.Version);
        return TypedResults.Ok(
            new Asked(supplement.Id, dossier.Status, supplement.PaperCodes, until)
        );
    }

    /// <summary>The citizen's time, in working days of the procedure; none where no rule is known.</summary>
    internal static DateTimeOffset? Until(
        Dossier dossier,
        WorkingCalendar? calendar,
        DateTimeOffset at
    ) =>
        dossier.SupplementDays is { } days && calendar is not null
            ? DueDate.Compute(calendar, WorkingTime.TimeLimit.WorkingDays(days), at).DueAt
            : null;
}

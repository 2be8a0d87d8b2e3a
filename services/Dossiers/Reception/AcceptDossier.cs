using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Reception;

/// <summary>POST /v1/dossiers/{id}/acceptance — a clerk accepts a dossier: number, due date with its sum, receipt (Mẫu 01).</summary>
internal static class AcceptDossier
{
    /// <summary>What the clerk says: whether a receipt is wanted where none is needed, and which fees apply.</summary>
    public sealed record Request(
        bool ReceiptWanted = false,
        [property: MaxLength(20)] IReadOnlyList<FeeUnits>? Fees = null
    );

    /// <summary>How many units of a fee rule: pages, copies, cases.</summary>
    public sealed record FeeUnits(
        [property: Required, StringLength(64)] string Code,
        [property: Range(1, 10_000)] int Units = 1
    );

    /// <summary>A fee that is asked for.</summary>
    public sealed record FeeAsked(
        Guid FeeId,
        string Code,
        string Name,
        long Amount,
        bool ClockWaits
    );

    /// <summary>What is printed on the receipt.</summary>
    public sealed record Accepted(
        Guid Id,
        string Number,
        int Status,
        string StatusName,
        DateTimeOffset AcceptedAt,
        DateTimeOffset? DueAt,
        bool DueIsProvisional,
        string CalendarVersion,
        IReadOnlyList<DueDateLine> Explanation,
        bool HasReceipt,
        IReadOnlyList<FeeAsked> Fees
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/acceptance", Handle)
            .WithName(nameof(AcceptDossier))
            .ProducesProblem(404)
            .ProducesProblem(422)
            .RequireIdempotencyKey()
            .RequireIfMatch();

    private static async Task<Results<Ok<Accepted>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch version,
        Desk desk,
        DossiersDb db,
        Rules rules,
        IOutbox outbox,
        IDeadlines deadlines,
        IExpectations expectations,
        HttpContext http,
        CancellationToken ct
    )
    {
        var found = await desk.ForOfficer(id, version, ct, OfficerRole.Clerk);
        if (found.Dossier is not { } dossier)
            return found.Refusal!.ToProblem();
        var procedure = await rules.Of(dossier, ct);
        var papers = await db.Papers.Of(dossier).Select(paper => paper.Code).ToListAsync(ct);
        if (dossier.MayAccept(papers, procedure) is { } refusal)
            return refusal.ToProblem();
        if (Unknown(request, procedure) is { } unknown)
            return unknown.ToProblem();
        if (await rules.NewestCalendar(ct) is not { } calendar)
            return Refusals
                .NoCalendar.Because(
                    "Chưa nhận được lịch làm việc.",
                    "No working calendar has arrived yet."
                )
                .ToProblem();
        if (await Prefix(rules, dossier, LegalZone.DateOf(desk.Now), ct) is not { } prefix)
            return Refusals
                .NoNumberPrefix.Because(
                    "Cơ quan tiếp nhận chưa có mã định danh.",
                    "The receiving agency has no number prefix."
                )
                .ToProblem();

        var number = await DossierNumber.Take(db, dossier.ReceivingAgency, prefix, desk.Now, ct);
        dossier.Accept(number, calendar, request.ReceiptWanted, found.By, desk.Now);
        var fees = Fees(request, procedure, dossier, desk.Now);
        foreach (var fee in fees)
            dossier.AskForFee(fee, found.By);
        db.Fees.AddRange(fees);
        DueWatch.Follow(deadlines, dossier);
        expectations.Expect(Expected.Case, dossier.Id.ToString(), Expected.CaseWithin);
        dossier.Tell(outbox);
        await db.SaveChangesAsync(ct);

        http.SetETag(dossier.Version);
        return TypedResults.Ok(
            new Accepted(
                dossier.Id,
                number,
                dossier.Status,
                DossierStatus.InVietnamese(dossier.Status),
                desk.Now,
                dossier.PromisedDueAt,
                dossier.DueIsProvisional,
                dossier.CalendarVersion!,
                dossier.DueExplanation,
                dossier.HasReceipt,
                [
                    .. fees.Select(fee => new FeeAsked(
                        fee.Id,
                        fee.Code,
                        fee.Name,
                        fee.Amount,
                        fee.ClockWaits
                    )),
                ]
            )
        );
    }

    private static Refusal? Unknown(Request request, ProcedurePublished procedure)
    {
        for (var i = 0; i < (request.Fees?.Count ?? 0); i++)
        {
            if (procedure.Fees.All(rule => rule.Code != request.Fees![i].Code))
                return Refusals
                    .UnknownFee.Because(
                        $"Thủ tục không có khoản phí “{request.Fees![i].Code}”.",
                        $"The procedure has no fee \"{request.Fees[i].Code}\"."
                    )
                    .At($"fees[{i}].code", "unknown");
        }

        return null;
    }

    // A reception point without a prefix of its own uses its agency's; both are dated.
    private static async ValueTask<string?> Prefix(
        Rules rules,
        Dossier dossier,
        DateOnly day,
        CancellationToken ct
    ) =>
        (await rules.Agency(dossier.ReceivingAgency, day, ct))?.NumberPrefix
        ?? (await rules.Agency(dossier.ReceivedAt, day, ct))?.NumberPrefix;

    private static List<Fee> Fees(
        Request request,
        ProcedurePublished procedure,
        Dossier dossier,
        DateTimeOffset at
    ) =>
        [
            .. (request.Fees ?? []).Select(asked =>
            {
                var rule = procedure.Fees.Single(rule => rule.Code == asked.Code);
                return Fee.Ask(
                    dossier.Id,
                    rule.Code,
                    rule.Name,
                    Fee.AmountOf(rule, asked.Units, dossier.Channel),
                    rule.Basis,
                    rule.PaidBefore,
                    null,
                    at
                );
            }),
        ];
}

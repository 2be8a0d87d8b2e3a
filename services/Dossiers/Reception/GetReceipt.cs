using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Reception;

/// <summary>GET /v1/dossiers/{id}/receipt — everything that is printed on the receipt with the due date (Giấy tiếp nhận hồ sơ và hẹn trả kết quả, Mẫu 01).</summary>
internal static class GetReceipt
{
    /// <summary>The receipt.</summary>
    public sealed record Receipt(
        string Form,
        string Agency,
        string ReceptionPoint,
        string Number,
        string RequestCode,
        string LookUpCode,
        string LookUpUrl,
        Person Applicant,
        Person? Owner,
        Channel Channel,
        string ProcedureCode,
        string ProcedureName,
        string? Subject,
        IReadOnlyList<PaperLine> Papers,
        int Sets,
        string TimeLimit,
        DateTimeOffset ReceivedAt,
        DateTimeOffset? DueAt,
        bool DueIsProvisional,
        string CalendarVersion,
        IReadOnlyList<DueDateLine> Explanation,
        Delivery Delivery,
        string DecidedBy,
        IReadOnlyList<FeeLine> Fees,
        string ReceivedBy
    );

    /// <summary>A person on the receipt.</summary>
    public sealed record Person(
        string Name,
        string? Number,
        string? Phone,
        string? Email,
        string? Address
    );

    /// <summary>A line of the table of papers.</summary>
    public sealed record PaperLine(int Position, string Name, int Originals, int Copies);

    /// <summary>A fee, and whether it is paid before or after.</summary>
    public sealed record FeeLine(string Name, long Amount, bool PaidBefore, bool Paid);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id:guid}/receipt", Handle)
            .WithName(nameof(GetReceipt))
            .ProducesProblem(404)
            .ProducesProblem(422);

    private static async Task<Results<Ok<Receipt>, ProblemHttpResult>> Handle(
        Guid id,
        Desk desk,
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        AuditTrail trail,
        IConfiguration configuration,
        CancellationToken ct
    )
    {
        var (receipt, refusal) = await Read(id, desk, db, rules, sealing, trail, configuration, ct);
        return receipt is null ? refusal!.ToProblem() : TypedResults.Ok(receipt);
    }

    /// <summary>Gathers the receipt, or says why there is none.</summary>
    internal static async Task<(Receipt? Receipt, Refusal? Refusal)> Read(
        Guid id,
        Desk desk,
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        AuditTrail trail,
        IConfiguration configuration,
        CancellationToken ct
    )
    {
        if (await desk.Seen(id, ct) is not { } dossier)
            return (null, Problems.Missing());
        if (dossier is not { HasReceipt: true, Number: { } number, AcceptedAt: { } acceptedAt })
            return (
                null,
                Refusals.NoReceipt.Because(
                    "Hồ sơ chưa được tiếp nhận hoặc trả kết quả ngay, không lập giấy hẹn.",
                    "Not accepted yet, or given at once without a receipt."
                )
            );

        trail.Shows(dossier);
        var procedure = await rules.Of(dossier, ct);
        var nameOf = await rules.Names(ct);
        var parties = await db
            .Parties.AsNoTracking()
            .Of(dossier)
            .OrderBy(party => party.Id)
            .ToListAsync(ct);
        var papers = await db
            .Papers.AsNoTracking()
            .Of(dossier)
            .Where(paper => paper.ReceivedAt <= acceptedAt)
            .OrderBy(paper => paper.Id)
            .ToListAsync(ct);
        var fees = await Fee.Of(dossier, db, ct);
        var clerk = await db
            .History.AsNoTracking()
            .Of(dossier)
            .Where(entry => entry.What == "dossierAccepted")
            .Select(entry => entry.BySubject)
            .FirstAsync(ct);
        var site = configuration["Portal:PublicUrl"] ?? "http://localhost:8080";
        string? Open(string? text) => text is null ? null : sealing.Open(id, text);
        Person ToPerson(Party party) =>
            new(
                party.Name,
                Open(party.SealedNumber),
                Open(party.SealedPhone),
                Open(party.SealedEmail),
                Open(party.SealedAddress)
            );

        return (
            new Receipt(
                dossier.Regime == Regime.R2
                    ? "TT 03/2025/TT-VPCP, Mẫu 01"
                    : "TT 01/2018/TT-VPCP, Mẫu 01",
                nameOf(dossier.ReceivingAgency),
                nameOf(dossier.ReceivedAt),
                number,
                dossier.RequestCode,
                LookUpCode.Print(dossier.LookUpCode),
                // The code is not in the address: the citizen types it, or the code on paper is scanned into the form.
                $"{site.TrimEnd('/')}/tra-cuu#{LookUpCode.Print(dossier.LookUpCode)}",
                ToPerson(parties.First(party => party.Role == PartyRole.Applicant)),
                parties.FirstOrDefault(party => party.Role == PartyRole.Owner) is { } owner
                    ? ToPerson(owner)
                    : null,
                dossier.Channel,
                dossier.ProcedureCode,
                procedure.Name,
                Open(dossier.SealedSubject),
                [
                    .. papers.Select(
                        (paper, index) =>
                            new PaperLine(
                                index + 1,
                                procedure
                                    .Papers.FirstOrDefault(line => line.Code == paper.Code)
                                    ?.Name
                                    ?? paper.Code,
                                paper.Originals,
                                paper.Copies
                            )
                    ),
                ],
                1,
                Words(dossier.Limit),
                acceptedAt,
                dossier.PromisedDueAt,
                dossier.DueIsProvisional,
                dossier.CalendarVersion!,
                dossier.DueExplanation,
                dossier.Delivery,
                nameOf(dossier.DecidedBy),
                [
                    .. fees.Select(fee => new FeeLine(
                        fee.Name,
                        fee.Amount,
                        fee.ClockWaits,
                        fee.PaidAt is not null
                    )),
                ],
                clerk
            ),
            null
        );
    }

    private static string Words(Contracts.Catalogue.V1.TimeLimit? limit) =>
        limit switch
        {
            null => "Không xác định thời hạn",
            { Unit: Contracts.LimitUnit.WorkingHour } => $"{limit.Value} giờ làm việc",
            { Unit: Contracts.LimitUnit.CalendarDay } => $"{limit.Value} ngày",
            { Unit: Contracts.LimitUnit.SameDay } => "Trong ngày",
            _ => $"{limit.Value} ngày làm việc",
        };
}

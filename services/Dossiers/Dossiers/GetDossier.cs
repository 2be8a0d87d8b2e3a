using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Timeliness = HoanKiem.Contracts.Timeliness;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>GET /v1/dossiers/{id} — all of a dossier, for its citizen and for the agencies that act on it.</summary>
internal static class GetDossier
{
    /// <summary>The dossier.</summary>
    public sealed record Answer(
        Guid Id,
        int Version,
        string RequestCode,
        string? Number,
        string? ExternalCode,
        Guid? ParentDossierId,
        string ProcedureCode,
        string ProcedureVersion,
        string ProcedureName,
        Regime Regime,
        Channel Channel,
        string? HelpedAt,
        string ReceivedAt,
        string ReceivingAgency,
        string DecidedBy,
        string? LeadAgency,
        IReadOnlyList<string> HandlingAgencies,
        Delivery Delivery,
        string? Subject,
        int Status,
        string StatusName,
        Phase Phase,
        IReadOnlyList<WaitKind> Waits,
        MoneyState Money,
        DeliveryState ResultAt,
        DateTimeOffset SubmittedAt,
        DateTimeOffset? AcceptedAt,
        DateTimeOffset? PromisedDueAt,
        DateTimeOffset? LegalDueAt,
        bool DueIsProvisional,
        string? CalendarVersion,
        IReadOnlyList<DueDateLine> Explanation,
        Guid? CaseId,
        Outcome? Outcome,
        string? DecisionNumber,
        DateTimeOffset? SignedAt,
        Timeliness? Timeliness,
        DateTimeOffset? ReturnedAt,
        IReadOnlyList<Act> Allowed,
        IReadOnlyList<PartyOfDossier> Parties,
        IReadOnlyList<PaperLine> Papers,
        IReadOnlyList<FeeLine> Fees,
        IReadOnlyList<DocumentLine> Documents
    );

    /// <summary>A party, opened; numbers and addresses are masked for whoever does not need them.</summary>
    public sealed record PartyOfDossier(
        Guid PartyId,
        PartyRole Role,
        IdentityKind IdentityKind,
        string Name,
        string? Number,
        string? Phone,
        string? Email,
        string? Address
    );

    /// <summary>A paper.</summary>
    public sealed record PaperLine(
        string Code,
        string? Name,
        int Originals,
        int Copies,
        DateTimeOffset ReceivedAt
    );

    /// <summary>A fee.</summary>
    public sealed record FeeLine(
        Guid FeeId,
        string Code,
        string Name,
        long Amount,
        bool ClockWaits,
        DateTimeOffset RequestedAt,
        DateTimeOffset? PaidAt,
        string? Means,
        string? PaidBy
    );

    /// <summary>An attached file.</summary>
    public sealed record DocumentLine(
        Guid DocumentId,
        string? PaperCode,
        string ContentType,
        long Size,
        string Sha256
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}", Handle).WithName(nameof(GetDossier)).ProducesProblem(404);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
        Desk desk,
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        AuditTrail trail,
        HttpContext http,
        CancellationToken ct
    )
    {
        var reach = await desk.Reach(ct);
        var found = await db
            .Dossiers.AsNoTracking()
            .Visible(reach)
            .Where(dossier => dossier.Id == id)
            .Select(dossier => new
            {
                Dossier = dossier,
                Parties = db.Parties.Of(dossier).OrderBy(party => party.Id).ToList(),
            })
            .AsSingleQuery()
            .SingleOrDefaultAsync(ct);
        if (found is not { Dossier: var d, Parties: var parties })
            return Problems.Missing().ToProblem();
        trail.Shows(d);
        var procedure = await rules.Of(d, ct);
        var names = procedure.Papers.ToDictionary(paper => paper.Code, paper => paper.Name);
        var enclosed = await Enclosure.Of(d, db, ct);
        var fees = await Fee.Of(d, db, ct);
        var mask = Mask.For(reach, d);
        string? Open(string? text) => text is null ? null : sealing.Open(id, text);

        http.SetETag(d.Version);
        return TypedResults.Ok(
            new Answer(
                d.Id,
                d.Version,
                d.RequestCode,
                d.Number,
                d.ExternalCode,
                d.ParentDossierId,
                d.ProcedureCode,
                d.ProcedureVersion,
                procedure.Name,
                d.Regime,
                d.Channel,
                d.HelpedAt,
                d.ReceivedAt,
                d.ReceivingAgency,
                d.DecidedBy,
                d.LeadAgency,
                d.HandlingAgencies,
                d.Delivery,
                Open(d.SealedSubject),
                d.Status,
                DossierStatus.InVietnamese(d.Status),
                d.Phase,
                [.. d.OpenWaits.Order()],
                d.Money,
                d.ResultAt,
                d.SubmittedAt,
                d.AcceptedAt,
                d.PromisedDueAt,
                d.LegalDueAt,
                d.DueIsProvisional,
                d.CalendarVersion,
                d.DueExplanation,
                d.CaseId,
                d.Outcome,
                d.DecisionNumber,
                d.SignedAt,
                d.Timeliness,
                d.ReturnedAt,
                DossierStatus.AllowedIn(d.Phase),
                [
                    .. parties.Select(party => new PartyOfDossier(
                        party.Id,
                        party.Role,
                        party.IdentityKind,
                        party.Name,
                        mask.Over(Open(party.SealedNumber)),
                        mask.Over(Open(party.SealedPhone)),
                        mask.Hide(Open(party.SealedEmail)),
                        mask.Hide(Open(party.SealedAddress))
                    )),
                ],
                [
                    .. enclosed
                        .Where(one => one.IsPaper)
                        .Select(paper => new PaperLine(
                            paper.Code!,
                            names.GetValueOrDefault(paper.Code!),
                            paper.Originals,
                            paper.Copies,
                            paper.At
                        )),
                ],
                [
                    .. fees.Select(fee => new FeeLine(
                        fee.Id,
                        fee.Code,
                        fee.Name,
                        fee.Amount,
                        fee.ClockWaits,
                        fee.RequestedAt,
                        fee.PaidAt,
                        fee.Means,
                        fee.PaidBy
                    )),
                ],
                [
                    .. enclosed
                        .Where(one => !one.IsPaper)
                        .Select(file => new DocumentLine(
                            file.Id,
                            file.Code,
                            file.ContentType,
                            file.Size,
                            file.Sha256
                        )),
                ]
            )
        );
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Timeliness = HoanKiem.Contracts.Timeliness;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Dossiers.LookUps;

/// <summary>
/// POST /v1/look-ups — where is it, who holds it, what does it wait for, how long is left. With the secret code everything the citizen
/// may see; with the number alone only how far it is (Thông tư 01/2018, Điều 16). Codes travel in the body, never in an address.
/// </summary>
internal static class LookUpDossier
{
    /// <summary>Either the look-up code or the dossier number.</summary>
    public sealed record Request(
        [property: StringLength(24)] string? Code = null,
        [property: StringLength(64)] string? Number = null
    ) : IValidatableObject
    {
        /// <summary>One of the two.</summary>
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if ((Code is null) == (Number is null))
                yield return new ValidationResult(
                    "one-of|Gửi mã tra cứu hoặc mã hồ sơ, một trong hai.|Send the look-up code or the number, one of the two.",
                    [nameof(Code)]
                );
        }
    }

    /// <summary>How far it is, and with the code all the rest.</summary>
    public sealed record Answer(
        int Status,
        string StatusName,
        string StatusNameEn,
        Degree Degree,
        Whole? Dossier
    );

    /// <summary>Degree of completion.</summary>
    public sealed record Degree(int Step, int Of, bool Over);

    /// <summary>Everything that the citizen may see.</summary>
    public sealed record Whole(
        string RequestCode,
        string? Number,
        string ProcedureCode,
        string ProcedureName,
        string ReceivedBy,
        string DecidedBy,
        DateTimeOffset SubmittedAt,
        DateTimeOffset? AcceptedAt,
        IReadOnlyList<Holder> HeldBy,
        IReadOnlyList<WaitLine> WaitsFor,
        TimeLeft? TimeLeft,
        DateTimeOffset? PromisedDueAt,
        DateTimeOffset? LegalDueAt,
        bool DueIsProvisional,
        IReadOnlyList<DueDateLine> Explanation,
        Result? Result,
        IReadOnlyList<FeeLine> Fees,
        IReadOnlyList<Happened> History,
        string? SurveyToken
    );

    /// <summary>Who has it in hand.</summary>
    public sealed record Holder(
        string Agency,
        string AgencyName,
        string? Step,
        DateTimeOffset? Since,
        DateTimeOffset? DueAt
    );

    /// <summary>What it waits for.</summary>
    public sealed record WaitLine(
        WaitKind Kind,
        string Vi,
        string En,
        DateTimeOffset Since,
        DateTimeOffset? Until,
        IReadOnlyList<string> Papers
    );

    /// <summary>Working minutes left, or over.</summary>
    public sealed record TimeLeft(bool Stopped, int RemainingMinutes, int OverdueMinutes);

    /// <summary>The result.</summary>
    public sealed record Result(
        Outcome Outcome,
        string DecisionNumber,
        DateTimeOffset SignedAt,
        Timeliness Timeliness,
        Delivery Delivery,
        DeliveryState Where,
        DateTimeOffset? ReturnedAt
    );

    /// <summary>A fee.</summary>
    public sealed record FeeLine(Guid FeeId, string Name, long Amount, bool Paid);

    /// <summary>What happened, without who.</summary>
    public sealed record Happened(DateTimeOffset At, string What, string Vi, string En);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/look-ups", Handle)
            .WithName(nameof(LookUpDossier))
            .WithTags("LookUps")
            .AllowAnonymous()
            .ProducesProblem(404);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Request request,
        DossiersDb db,
        Sealing sealing,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var code = request.Code is null ? null : LookUpCode.Read(request.Code);
        var number = request.Number?.Trim();
        // A code that cannot be one takes the same way as one that is not there.
        var dossier = await db
            .Dossiers.AsNoTracking()
            .SingleOrDefaultAsync(
                dossier =>
                    request.Code != null
                        ? dossier.LookUpCode == (code ?? "")
                        : dossier.Number == number,
                ct
            );
        if (dossier is null)
            return Refusals
                .NothingFound.Because(
                    "Kiểm tra lại mã tra cứu hoặc mã hồ sơ.",
                    "Check the look-up code or the number."
                )
                .ToProblem();
        var whole = request.Code is null
            ? null
            : await Show(dossier, db, sealing, clock.GetUtcNow(), ct);
        return TypedResults.Ok(
            new Answer(
                dossier.Status,
                DossierStatus.InVietnamese(dossier.Status),
                DossierStatus.InEnglish(dossier.Status),
                DegreeOf(dossier.Phase),
                whole
            )
        );
    }

    private static Degree DegreeOf(Phase phase) =>
        phase switch
        {
            Phase.Draft => new(0, 5, false),
            Phase.Arrived => new(1, 5, false),
            Phase.Accepted => new(2, 5, false),
            Phase.Processing => new(3, 5, false),
            Phase.Decided => new(4, 5, false),
            _ => new(5, 5, true),
        };

    private static async Task<Whole> Show(
        Dossier dossier,
        DossiersDb db,
        Sealing sealing,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var procedure = await ProcedureVersion.Of(db, dossier, ct);
        var steps = await db
            .Steps.AsNoTracking()
            .Where(step => step.DossierId == dossier.Id && step.CompletedAt == null)
            .OrderBy(step => step.AssignedAt)
            .ToListAsync(ct);
        var names = await AgencyVersion.Names(
            db,
            [dossier.ReceivingAgency, dossier.DecidedBy, .. steps.Select(step => step.Agency)],
            ct
        );
        var calendar = await WorkingCalendarVersion.For(db, dossier, ct);
        var supplements = await db
            .Supplements.AsNoTracking()
            .Where(supplement =>
                supplement.DossierId == dossier.Id && supplement.CompletedAt == null
            )
            .ToListAsync(ct);
        var fees = await db
            .Fees.AsNoTracking()
            .Where(fee => fee.DossierId == dossier.Id)
            .OrderBy(fee => fee.Id)
            .ToListAsync(ct);
        var history = await db
            .History.AsNoTracking()
            .Where(entry => entry.DossierId == dossier.Id && entry.FromFacets != entry.ToFacets)
            .OrderBy(entry => entry.Id)
            .ToListAsync(ct);
        string NameOf(string agency) => names.GetValueOrDefault(agency, agency);

        // Between two steps, and before and after them, the office of reception has it.
        var holders =
            dossier.Phase is Phase.Accepted or Phase.Processing && steps.Count > 0
                ? steps
                    .Select(step => new Holder(
                        step.Agency,
                        NameOf(step.Agency),
                        step.Name,
                        step.AssignedAt,
                        step.DueAt
                    ))
                    .ToList()
            : dossier.Phase is Phase.Arrived or Phase.Accepted or Phase.Processing or Phase.Decided
                ?
                [
                    new Holder(
                        dossier.ReceivingAgency,
                        NameOf(dossier.ReceivingAgency),
                        null,
                        null,
                        null
                    ),
                ]
            : [];
        var reading =
            calendar is null || dossier.Phase is not (Phase.Accepted or Phase.Processing)
                ? null
                : dossier.ReadClock(calendar, now);
        return new Whole(
            dossier.RequestCode,
            dossier.Number,
            dossier.ProcedureCode,
            procedure.Name,
            NameOf(dossier.ReceivingAgency),
            NameOf(dossier.DecidedBy),
            dossier.SubmittedAt,
            dossier.AcceptedAt,
            holders,
            [
                .. dossier
                    .Waits.Where(wait => wait.To is null)
                    .Select(wait =>
                    {
                        var supplement = supplements.FirstOrDefault(supplement =>
                            supplement.Id == wait.Reference
                        );
                        var (vi, en) = Words(wait.Kind);
                        return new WaitLine(
                            wait.Kind,
                            vi,
                            en,
                            wait.From,
                            supplement?.Until,
                            supplement?.PaperCodes ?? []
                        );
                    }),
            ],
            reading is null
                ? null
                : new TimeLeft(reading.Stopped, reading.RemainingMinutes, reading.OverdueMinutes),
            dossier.PromisedDueAt,
            dossier.LegalDueAt,
            dossier.DueIsProvisional,
            dossier.DueExplanation,
            dossier
                is {
                    Outcome: { } outcome,
                    DecisionNumber: { } decision,
                    SignedAt: { } signedAt,
                    Timeliness: { } timeliness
                }
                ? new Result(
                    outcome,
                    decision,
                    signedAt,
                    timeliness,
                    dossier.ReturnedHow ?? dossier.Delivery,
                    dossier.ResultAt,
                    dossier.ReturnedAt
                )
                : null,
            [
                .. fees.Select(fee => new FeeLine(
                    fee.Id,
                    fee.Name,
                    fee.Amount,
                    fee.PaidAt is not null
                )),
            ],
            [.. history.Select(entry => new Happened(entry.At, entry.What, entry.Vi, entry.En))],
            dossier.SealedSurveyToken is { } token ? sealing.Open(dossier.Id, token) : null
        );
    }

    private static (string Vi, string En) Words(WaitKind kind) =>
        kind switch
        {
            WaitKind.Paper => ("Chờ công dân bổ sung giấy tờ", "More papers from the citizen"),
            WaitKind.Money => ("Chờ nộp phí, lệ phí", "A payment"),
            WaitKind.PublicNotice => ("Đang niêm yết công khai", "A public notice"),
            _ => ("Chờ cơ quan khác", "Another agency"),
        };
}

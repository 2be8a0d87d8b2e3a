using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Timeliness = HoanKiem.Contracts.Timeliness;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Dossiers.LookUps;

/// <summary>Everything that the citizen may see: where it is, who holds it, what it waits for, how long is left, and the sum behind the due date.</summary>
internal sealed record CitizensView(
    string RequestCode,
    string? Number,
    string ProcedureCode,
    string ProcedureName,
    string ReceivedBy,
    string DecidedBy,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? AcceptedAt,
    IReadOnlyList<CitizensView.Holder> HeldBy,
    IReadOnlyList<CitizensView.WaitLine> WaitsFor,
    CitizensView.Left? TimeLeft,
    DateTimeOffset? PromisedDueAt,
    DateTimeOffset? LegalDueAt,
    bool DueIsProvisional,
    IReadOnlyList<DueDateLine> Explanation,
    CitizensView.Decision? Result,
    IReadOnlyList<CitizensView.FeeLine> Fees,
    IReadOnlyList<CitizensView.Happened> History,
    string? SurveyToken
)
{
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
    public sealed record Left(bool Stopped, int RemainingMinutes, int OverdueMinutes);

    /// <summary>The result.</summary>
    public sealed record Decision(
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

    /// <summary>Gathers it.</summary>
    public static async Task<CitizensView> Of(
        Dossier dossier,
        DossiersDb db,
        Rules rules,
        Sealing sealing,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var procedure = await rules.Of(dossier, ct);
        var inProcess = dossier.Phase is Phase.Accepted or Phase.Processing;
        var steps = inProcess
            ? await db
                .Steps.AsNoTracking()
                .Of(dossier)
                .Where(step => step.CompletedAt == null)
                .OrderBy(step => step.AssignedAt)
                .ToListAsync(ct)
            : [];
        var nameOf = await rules.Names(ct);
        var calendar = await rules.CalendarOf(dossier, ct);
        var supplements = dossier.OpenWaits.Contains(WaitKind.Paper)
            ? await db
                .Supplements.AsNoTracking()
                .Of(dossier)
                .Where(supplement => supplement.CompletedAt == null)
                .ToListAsync(ct)
            : [];
        var fees = await Fee.Of(dossier, db, ct);
        var history = await db
            .History.AsNoTracking()
            .Of(dossier)
            .Where(entry => entry.FromFacets != entry.ToFacets)
            .OrderBy(entry => entry.Id)
            .Select(entry => new Happened(entry.At, entry.What, entry.Vi, entry.En))
            .ToListAsync(ct);

        // Between two steps, and before and after them, the office of reception has it.
        var holders =
            steps.Count > 0
                ? steps
                    .Select(step => new Holder(
                        step.Agency,
                        nameOf(step.Agency),
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
                        nameOf(dossier.ReceivingAgency),
                        null,
                        null,
                        null
                    ),
                ]
            : [];
        var reading = calendar is null || !inProcess ? null : dossier.ReadClock(calendar, now);
        return new CitizensView(
            dossier.RequestCode,
            dossier.Number,
            dossier.ProcedureCode,
            procedure.Name,
            nameOf(dossier.ReceivingAgency),
            nameOf(dossier.DecidedBy),
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
                : new Left(reading.Stopped, reading.RemainingMinutes, reading.OverdueMinutes),
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
                ? new Decision(
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
            history,
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

using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.WorkingTime;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Dossiers.Waits;

/// <summary>Routing → Dossiers: an agency needs papers. The citizen is asked, and the clock waits under the dated rule of the procedure (Nghị định 61/2018, Điều 19.4).</summary>
internal sealed class AskForPapersOnSupplementNeeded(
    DossiersDb db,
    Rules rules,
    Crossroads crossroads,
    IOutbox outbox,
    IDeadlines deadlines
) : IHandle<SupplementNeeded>, IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(SupplementNeeded @event, CancellationToken ct)
    {
        var papers = string.Join(", ", @event.PaperCodes);
        if (
            await crossroads.Meet(
                @event.DossierId,
                Fact.SupplementNeeded,
                ResourceNames.Routing,
                @event.OccurredAt,
                @event.CaseId,
                papers,
                ct
            )
            is not { } dossier
        )
            return;
        // The same step asks once: a repeated need is no second request.
        if (
            dossier.Waits.Any(wait =>
                wait.To is null && wait.Kind == WaitKind.Paper && wait.StepId == @event.StepId
            )
        )
            return;

        var calendar = await rules.CalendarOf(dossier, ct);
        var until = AskForSupplement.Until(dossier, calendar, @event.OccurredAt);
        var supplement = Supplement.Ask(
            dossier.Id,
            beforeAcceptance: false,
            @event.Agency,
            @event.CaseId,
            @event.StepId,
            @event.PaperCodes,
            @event.ReasonCode,
            null,
            @event.OccurredAt,
            until
        );
        db.Supplements.Add(supplement);
        dossier.AskForPapers(
            supplement,
            By.Service(ResourceNames.Routing) with
            {
                Agency = @event.Agency,
            }
        );
        // Asked later than three working days after acceptance: it holds, and the history names the breach.
        if (
            calendar is not null
            && dossier is { Regime: Regime.R1, AcceptedAt: { } acceptedAt }
            && @event.OccurredAt > Duty.SupplementRequest(calendar, acceptedAt).By.DueAt
        )
            dossier.Trace(
                "supplementAskedLate",
                By.Clock,
                @event.OccurredAt,
                new(
                    "Yêu cầu bổ sung sau 03 ngày làm việc kể từ ngày tiếp nhận.",
                    "Asked for later than three working days after acceptance.",
                    Law.Supplement
                )
            );
        if (until is { } last)
            deadlines.Set(DueWatch.Supplement, dossier.Id.ToString(), last);
        DueWatch.Follow(deadlines, dossier);
        dossier.Tell(outbox);
    }
}

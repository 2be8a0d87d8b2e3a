using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers.Waits;

/// <summary>Routing → Dossiers: an agency needs a fee before it goes on. The citizen is asked and the clock waits.</summary>
internal sealed class AskForFeeOnFeeNeeded(
    DossiersDb db,
    Rules rules,
    Crossroads crossroads,
    IOutbox outbox,
    IDeadlines deadlines
) : IHandle<FeeNeeded>, IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(FeeNeeded @event, CancellationToken ct)
    {
        if (
            await crossroads.Meet(
                @event.DossierId,
                Fact.FeeNeeded,
                ResourceNames.Routing,
                @event.OccurredAt,
                @event.CaseId,
                @event.FeeCode,
                ct
            )
            is not { } dossier
        )
            return;
        if (
            dossier.Waits.Any(wait =>
                wait.To is null && wait.Kind == WaitKind.Money && wait.StepId == @event.StepId
            )
        )
            return;

        var rule = (await rules.Of(dossier, ct)).Fees.FirstOrDefault(rule =>
            rule.Code == @event.FeeCode
        );
        var fee = Fee.Ask(
            dossier.Id,
            @event.FeeCode,
            rule?.Name ?? @event.FeeCode,
            @event.Amount,
            rule?.Basis ?? "",
            clockWaits: true,
            @event.StepId,
            @event.OccurredAt
        );
        db.Fees.Add(fee);
        dossier.AskForFee(fee, By.Service(ResourceNames.Routing) with { Agency = @event.Agency });
        DueWatch.Follow(deadlines, dossier);
        dossier.Tell(outbox);
    }
}

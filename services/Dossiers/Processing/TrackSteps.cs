using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Processing;

/// <summary>Routing → Dossiers: who holds the dossier now, for look-ups and for the reach of the agencies that act on it.</summary>
internal sealed class TrackSteps(DossiersDb db, Crossroads crossroads, IOutbox outbox)
    : IHandle<StepAssigned>,
        IHandle<StepCompleted>,
        IHandle<HandOverAcknowledged>,
        IHandle<OpinionRequested>,
        IHandle<OpinionGiven>,
        IHandle<StepDeadlineMissed>,
        IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(StepAssigned @event, CancellationToken ct)
    {
        (await Step(@event.StepId, @event.DossierId, ct)).Assign(@event);
        await Extend(
            @event.DossierId,
            @event.CaseId,
            @event.Agency,
            @event.OccurredAt,
            $"{@event.StepName} → {@event.Agency}",
            new(
                $"{@event.StepName}: giao cho {AgencyNames.Slot(@event.Agency)}.",
                $"Step {@event.StepKey} is with {AgencyNames.Slot(@event.Agency)}."
            ),
            ct
        );
    }

    /// <inheritdoc />
    public async Task Handle(StepCompleted @event, CancellationToken ct)
    {
        var step = await Step(@event.StepId, @event.DossierId, ct);
        step.Complete(@event);
        await Trace(
            @event.DossierId,
            "stepCompleted",
            @event.OccurredAt,
            new(
                $"{AgencyNames.Slot(@event.Agency)} hoàn thành bước: {(step.Name.Length > 0 ? step.Name : @event.StepKey)}.",
                $"{AgencyNames.Slot(@event.Agency)} completed step {@event.StepKey}."
            ),
            ct
        );
    }

    /// <inheritdoc />
    public async Task Handle(HandOverAcknowledged @event, CancellationToken ct) =>
        await Trace(
            @event.DossierId,
            "handOverAcknowledged",
            @event.OccurredAt,
            new(
                $"{AgencyNames.Slot(@event.FromAgency)} bàn giao giấy tờ cho {AgencyNames.Slot(@event.ToAgency)}.",
                $"{AgencyNames.Slot(@event.FromAgency)} handed the papers over to {AgencyNames.Slot(@event.ToAgency)}."
            ),
            ct
        );

    /// <inheritdoc />
    public async Task Handle(OpinionRequested @event, CancellationToken ct) =>
        await Extend(
            @event.DossierId,
            @event.CaseId,
            @event.ToAgency,
            @event.OccurredAt,
            $"{@event.FromAgency} hỏi {@event.ToAgency}",
            new(
                $"{AgencyNames.Slot(@event.FromAgency)} hỏi ý kiến {AgencyNames.Slot(@event.ToAgency)}.",
                $"{AgencyNames.Slot(@event.FromAgency)} asks {AgencyNames.Slot(@event.ToAgency)} for an opinion."
            ),
            ct
        );

    /// <inheritdoc />
    public async Task Handle(OpinionGiven @event, CancellationToken ct) =>
        await Trace(
            @event.DossierId,
            "opinionGiven",
            @event.OccurredAt,
            new(
                $"{AgencyNames.Slot(@event.Agency)} đã trả lời.",
                $"{AgencyNames.Slot(@event.Agency)} has answered."
            ),
            ct
        );

    /// <inheritdoc />
    public async Task Handle(StepDeadlineMissed @event, CancellationToken ct) =>
        await crossroads.Meet(
            @event.DossierId,
            Fact.StepDeadlineMissed,
            ResourceNames.Routing,
            @event.OccurredAt,
            @event.CaseId,
            $"{@event.Agency} quá hạn bước",
            ct
        );

    private async Task<StepView> Step(Guid stepId, Guid dossierId, CancellationToken ct)
    {
        if (await db.Steps.FindAsync([stepId], ct) is { } known)
            return known;
        var step = StepView.Of(stepId, dossierId);
        db.Steps.Add(step);
        return step;
    }

    private async Task Extend(
        Guid dossierId,
        Guid caseId,
        string agency,
        DateTimeOffset at,
        string detail,
        Why told,
        CancellationToken ct
    )
    {
        if (
            await crossroads.Meet(
                dossierId,
                Fact.StepMoved,
                ResourceNames.Routing,
                at,
                caseId,
                detail,
                ct
            )
            is not { } dossier
        )
            return;
        var reached = dossier.HandlingAgencies.Length;
        dossier.HandledBy(agency);
        dossier.Trace("stepAssigned", By.Service(ResourceNames.Routing), at, told);
        dossier.Tell(outbox);
        if (dossier.HandlingAgencies.Length == reached)
            return;
        foreach (
            var party in await db
                .Parties.Where(party => party.DossierId == dossierId)
                .ToListAsync(ct)
        )
            party.Reach(dossier.HandlingAgencies);
    }

    private async Task Trace(
        Guid dossierId,
        string what,
        DateTimeOffset at,
        Why why,
        CancellationToken ct
    ) =>
        (await db.Dossiers.FindAsync([dossierId], ct))?.Trace(
            what,
            By.Service(ResourceNames.Routing),
            at,
            why
        );
}

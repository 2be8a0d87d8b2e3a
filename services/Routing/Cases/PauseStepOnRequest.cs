using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;

namespace HoanKiem.Routing.Cases;

/// <summary>Dossiers → Routing: the citizen was asked for papers or money; the step that needs it waits.</summary>
internal sealed class PauseStepOnRequest(CaseDesk desk, IExpectations expectations)
    : IHandle<SupplementRequested>,
        IHandle<FeeRequested>
{
    public async Task Handle(SupplementRequested requested, CancellationToken ct)
    {
        if (requested.StepId is { } step)
            expectations.Met(Expected.Supplement, step.ToString());
        if (
            requested.BeforeAcceptance
            || await desk.TakeOfDossier(requested.DossierId, ct) is not { } held
        )
            return;
        var world = await desk.Around(held.CalendarVersion, requested.OccurredAt, ct);
        held.Pause(StepWait.Supplement, requested.StepId, requested.Rule, world);
        await desk.Write(held, ct);
    }

    public async Task Handle(FeeRequested requested, CancellationToken ct)
    {
        if (requested.StepId is { } step)
            expectations.Met(Expected.Fee, step.ToString());
        if (
            !requested.ClockWaits
            || await desk.TakeOfDossier(requested.DossierId, ct) is not { } held
        )
            return;
        var world = await desk.Around(held.CalendarVersion, requested.OccurredAt, ct);
        held.Pause(StepWait.Fee(requested.FeeId), requested.StepId, null, world);
        await desk.Write(held, ct);
    }
}

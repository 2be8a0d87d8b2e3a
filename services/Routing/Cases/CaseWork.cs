using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Routing.ExternalSystems;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Routing.Cases;

/// <summary>What a leader signs (ký duyệt).</summary>
/// <param name="Outcome">Granted or refused.</param>
/// <param name="DecisionNumber">Number of the decision or certificate.</param>
/// <param name="Subject">Who signs.</param>
/// <param name="Capacity"><c>head</c>, <c>deputy</c> or <c>substitute</c>.</param>
/// <param name="ReasonCode">Reason of a refusal.</param>
internal sealed record Signature(
    Outcome Outcome,
    string DecisionNumber,
    string Subject,
    string Capacity,
    string? ReasonCode
);

/// <summary>Acting on the steps of a case, and deciding it once.</summary>
internal sealed partial class Case
{
    /// <summary>The step with this id, when the case has it.</summary>
    public Step? StepOf(Guid stepId) => _steps.FirstOrDefault(s => s.Id == stepId);

    /// <summary>An officer has examined (thẩm định) and proposes; a proposal to refuse goes straight to whoever signs.</summary>
    public Refusal? Complete(
        Step step,
        Outcome proposal,
        string? resultNumber,
        string? reasonCode,
        string by,
        Surroundings world
    )
    {
        if (MayAct(step, world) is { } refusal)
            return refusal;
        if (step.Kind == StepKind.Sign)
            return Refusals.SignedNotCompleted();
        if (step.IsExternal && !step.ByHand)
            return Refusals.KeptElsewhere(step.SystemOfRecord);
        if (proposal == Contracts.Outcome.Refused && string.IsNullOrEmpty(reasonCode))
            return Refusals.ReasonRequired();

        TakeOverPapers(step, by, world);
        Finish(step, proposal, resultNumber, reasonCode, by, world);
        if (proposal == Contracts.Outcome.Refused && !step.IsExternal)
            foreach (
                var needless in _steps.Where(s =>
                    s.State == StepState.Pending && s.Kind != StepKind.Sign
                )
            )
                needless.Cancel();
        StartReady(world);
        DecideWhenComplete(world);
        return null;
    }

    /// <summary>The clerk gives the result while the citizen waits (trả kết quả ngay): examined, signed and decided in one act.</summary>
    public Refusal? Give(Step step, Signature signature, Surroundings world)
    {
        if (MayAct(step, world) is { } refusal)
            return refusal;
        if (step.Kind != StepKind.Give)
            return Refusals.NotGivenAtOnce();
        return Sign(step, signature, world);
    }

    /// <summary>The leader signs: the step that waits for a signature, at most once.</summary>
    public Refusal? Decide(Signature signature, Surroundings world)
    {
        if (Refusals.IfClosed(this) is { } closed)
            return closed;
        var step = _steps.FirstOrDefault(s => s is { Kind: StepKind.Sign, IsOpen: true });
        if (step is null)
            return Refusals.NotReadyToSign();
        return MayAct(step, world) ?? Sign(step, signature, world);
    }

    /// <summary>What another system says about its step; anything that comes again, late or out of order changes nothing.</summary>
    /// <returns>What was done with it: <c>applied</c>, or a code that says why not.</returns>
    public string HearExternal(Step step, ExternalReport report, Surroundings world)
    {
        if (!IsOpen || step.State is StepState.Cancelled)
        {
            Trace($"external:{report.State}", "case-closed", report.OccurredAt, world);
            return "case-closed";
        }
        if (
            step.IsDone
            || ExternalStates.Rank(report.State) <= ExternalStates.Rank(step.ExternalState)
        )
        {
            if (step.ExternalId is null && report.ExternalId is not null)
                step.Hear(step.ExternalState!, report.ExternalId);
            return "already-known";
        }
        step.Hear(report.State, report.ExternalId);
        if (!ExternalStates.IsFinal(report.State))
            return "applied";

        // The other office acted when it says so, though we hear it later; never before it was asked and never in the future.
        var at =
            report.OccurredAt > world.Now ? world.Now
            : report.OccurredAt < step.AssignedAt ? step.AssignedAt.Value
            : report.OccurredAt;
        var outcome =
            report.State == ExternalStates.Refused
                ? Contracts.Outcome.Refused
                : Contracts.Outcome.Granted;
        Finish(
            step,
            outcome,
            report.ResultNumber,
            report.ReasonCode,
            step.SystemOfRecord,
            world.At(at)
        );
        StartReady(world);
        DecideWhenComplete(world);
        return "applied";
    }

    /// <summary>An officer wants an optional step of the route; possible until something after it has started.</summary>
    public Refusal? AskForStep(string key, Surroundings world)
    {
        if (Refusals.IfClosed(this) is { } closed)
            return closed;
        if (_steps.FirstOrDefault(s => s.Key == key) is not { Optional: true } step)
            return Refusals.NoOptionalStep(key);
        if (step.Asked)
            return null;
        if (step.IsDone || _steps.Any(s => s.After.Contains(key) && s.State != StepState.Pending))
            return Refusals.TooLateForStep(key);
        step.Ask();
        Changed();
        StartReady(world);
        return null;
    }

    private Refusal? MayAct(Step step, Surroundings world)
    {
        if (Refusals.IfClosed(this) is { } closed)
            return closed;
        if (step.State == StepState.Waiting)
            return Refusals.StepWaits(step);
        if (step.State != StepState.Assigned)
            return Refusals.StepNotOpen(step);
        return _opinions.Any(o =>
            o.StepId == step.Id
            && o.IsOpen
            && !WorkingTime.Timeliness.IsOverdue(world.Now, o.DueAt, false)
        )
            ? Refusals.OpinionOpen()
            : null;
    }

    private Refusal? Sign(Step step, Signature signature, Surroundings world)
    {
        if (
            signature.Outcome == Contracts.Outcome.Refused
            && string.IsNullOrEmpty(signature.ReasonCode)
        )
            return Refusals.ReasonRequired();

        TakeOverPapers(step, signature.Subject, world);
        Finish(
            step,
            signature.Outcome,
            signature.DecisionNumber,
            signature.ReasonCode,
            signature.Subject,
            world
        );
        (Outcome, DecisionNumber, SignedAt) = (
            signature.Outcome,
            signature.DecisionNumber,
            world.Now
        );
        (SignatorySubject, Capacity, ReasonCode) = (
            signature.Subject,
            signature.Capacity,
            signature.ReasonCode
        );
        if (signature.Outcome == Contracts.Outcome.Refused)
            foreach (var needless in _steps.Where(s => !s.IsDone))
                needless.Cancel();
        StartReady(world);
        DecideWhenComplete(world);
        return null;
    }

    private void Finish(
        Step step,
        Outcome? proposal,
        string? resultNumber,
        string? reasonCode,
        string by,
        Surroundings world
    )
    {
        step.Complete(world.Now, by, proposal, resultNumber, reasonCode, world.Judge(step.DueAt));
        Changed();
        Say(n => new StepCompleted(
            Id,
            n,
            world.Now,
            DossierId,
            step.Id,
            step.Key,
            step.Agency ?? Agency,
            resultNumber,
            step.Timeliness!.Value
        ));
    }

    // A signature before the last result is not yet the decision: the results of all agencies are returned together,
    // and the last of them decides on time.
    private void DecideWhenComplete(Surroundings world)
    {
        if (
            Phase != CasePhase.Open
            || Outcome is null
            || _steps.Any(s => !s.IsDone && !s.IsPassedOver)
        )
            return;
        if (SignedAt < world.Now)
            SignedAt = world.Now;
        (Phase, ClosedAt) = (CasePhase.Decided, world.Now);
        Changed();
        Say(n => new CaseDecided(
            Id,
            n,
            world.Now,
            DossierId,
            Agency,
            Outcome!.Value,
            DecisionNumber!,
            SignatorySubject!,
            Capacity!,
            SignedAt!.Value,
            ReasonCode,
            Results()
        ));
    }

    private List<string> Results() =>
        [
            .. _steps
                .Where(s => s.ResultNumber is not null && s.State == StepState.Completed)
                .OrderBy(s => s.CompletedAt)
                .ThenBy(s => s.Position)
                .Select(s => s.ResultNumber!)
                .Distinct(),
        ];

    // Whoever works on the papers has them: the acknowledgement that nobody wrote is implied.
    private void TakeOverPapers(Step step, string by, Surroundings world)
    {
        foreach (var open in _handOvers.Where(h => h.Id == step.HandOverId && h.IsOpen))
        {
            Trace("hand-over", "implied", world.Now, world);
            _ = Acknowledge(open, by, world);
        }
    }
}

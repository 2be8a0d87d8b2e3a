using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Routing.Cases;

/// <summary>Waits, due dates and the end of a case. Routing says what it needs; only Dossiers' events stop and start a clock.</summary>
internal sealed partial class Case
{
    /// <summary>An agency needs more papers (cần bổ sung). The step goes on until Dossiers has asked the citizen.</summary>
    public Refusal? NeedSupplement(
        Step step,
        IReadOnlyList<string> paperCodes,
        string reasonCode,
        Surroundings world
    )
    {
        if (MayAct(step, world) is { } refusal)
            return refusal;
        Changed();
        Say(n => new SupplementNeeded(
            Id,
            n,
            world.Now,
            DossierId,
            step.Id,
            step.Agency!,
            paperCodes,
            reasonCode
        ));
        return null;
    }

    /// <summary>An agency needs a fee to be paid before it goes on.</summary>
    public Refusal? NeedFee(Step step, string feeCode, long amount, Surroundings world)
    {
        if (MayAct(step, world) is { } refusal)
            return refusal;
        Changed();
        Say(n => new FeeNeeded(
            Id,
            n,
            world.Now,
            DossierId,
            step.Id,
            step.Agency!,
            feeCode,
            amount
        ));
        return null;
    }

    /// <summary>Dossiers has asked the citizen: the step waits and its clock stands; all of ours when no step is named.</summary>
    public void Pause(string reason, Guid? stepId, SupplementRule? rule, Surroundings world)
    {
        if (!IsOpen)
        {
            Trace(reason, "case-closed", world.Now, world);
            return;
        }
        var wait = new StepWait(reason, world.Now, null, rule);
        if (stepId is { } id && StepOf(id) is { IsDone: false } named)
            named.Wait(wait);
        else
        {
            if (!Waits.Any(w => w.Reason == reason && w.To is null))
                Waits = [.. Waits, wait];
            foreach (var step in _steps.Where(s => s.IsOpen && !s.IsExternal))
                step.Wait(wait);
        }
        Changed();
    }

    /// <summary>The citizen did it: steps go on with a new due date, the whole with the one that Dossiers says.</summary>
    public void Resume(string reason, DateTimeOffset? dueAt, Surroundings world)
    {
        if (!IsOpen)
        {
            Trace(reason, "case-closed", world.Now, world);
            return;
        }
        Waits =
        [
            .. Waits.Select(w =>
                w.Reason == reason && w.To is null ? w with { To = world.Now } : w
            ),
        ];
        DueAt = dueAt ?? DueAt;
        Changed();
        foreach (var step in _steps)
            if ((step.EndWait(reason, world.Now) || step.Limit is null) && step.IsOpen)
                SetDue(step, world);
    }

    /// <summary>The due date of the whole has moved; steps without a limit of their own move with it.</summary>
    public void MoveDue(
        DateTimeOffset dueAt,
        string? calendarVersion,
        string fact,
        Surroundings world
    )
    {
        if (!IsOpen)
        {
            Trace(fact, "case-closed", world.Now, world);
            return;
        }
        (DueAt, CalendarVersion) = (dueAt, calendarVersion ?? CalendarVersion);
        Changed();
        foreach (
            var step in _steps.Where(s =>
                s.IsOpen && (s.Limit is null || calendarVersion is not null)
            )
        )
            SetDue(step, world);
    }

    /// <summary>The calendar has become known: what could not be computed is computed.</summary>
    public void KnowCalendar(Surroundings world)
    {
        foreach (var step in _steps.Where(s => s is { IsOpen: true, DueAt: null, Limit: not null }))
        {
            SetDue(step, world);
            Changed();
        }
    }

    /// <summary>The dossier was withdrawn or stopped. A decision that was already signed stands; the late fact is kept.</summary>
    public void Close(CasePhase phase, Surroundings world)
    {
        if (!IsOpen)
        {
            Trace(phase.ToString().ToLowerInvariant(), "case-closed", world.Now, world);
            return;
        }
        (Phase, ClosedAt) = (phase, world.Now);
        Changed();
        foreach (var step in _steps.Where(s => !s.IsDone))
            step.Cancel();
    }

    /// <summary>The due date of a step has passed: said once, and not while it waits.</summary>
    public void Miss(Step step, Surroundings world)
    {
        if (!IsOpen || step.State != StepState.Assigned || step.MissedAt is not null)
            return;
        if (step.DueAt is not { } due || MissedFrom(step) > world.Now)
            return;
        step.Miss(world.Now);
        Say(n => new StepDeadlineMissed(Id, n, world.Now, DossierId, step.Id, step.Agency!, due));
    }

    /// <summary>From when a step is late: limits in days by date, so after midnight; limits in hours at once.</summary>
    public static DateTimeOffset? MissedFrom(Step step) =>
        step.DueAt is not { } due ? null
        : step.Limit?.Unit == LimitUnit.WorkingHour ? due
        : WorkingTime.LegalZone.StartOf(WorkingTime.LegalZone.DateOf(due).AddDays(1));
}

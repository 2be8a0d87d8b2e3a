using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Routing.OpenItems;
using HoanKiem.Routing.Opinions;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Routing.Cases;

/// <summary>Questions to other agencies.</summary>
internal sealed partial class Case
{
    /// <summary>Asks another agency within an examination; the step's clock goes on.</summary>
    public Refusal? Ask(
        Step step,
        string toAgency,
        string questionCode,
        DateOnly? from,
        DateOnly? to,
        int workingDays,
        string by,
        Surroundings world
    )
    {
        if (MayAct(step, world) is { } refusal)
            return refusal;
        if (step.IsExternal || step.Kind != StepKind.Examine)
            return Refusals.OnlyExaminersAsk();
        var actor = world.Agencies.Find(toAgency) is null
            ? null
            : world.Agencies.Heir(toAgency, world.Today).Agency;
        if (
            actor is null
            || world.Agencies.Find(actor) is not { SystemOfRecord: Step.Ours } asked
            || !asked.IsThereOn(world.Today)
        )
            return Refusals.UnknownAgency(toAgency);
        if (actor == step.Agency)
            return Refusals.AsksItself();

        var due = world.DueAt(new(workingDays, LimitUnit.WorkingDay, null), world.Now, []);
        var opinion = Opinion.Ask(
            step,
            world.NewId(),
            actor,
            questionCode,
            from,
            to,
            by,
            world.Now,
            due
        );
        _opinions.Add(opinion);
        Concerns(actor);
        Changed();
        Say(n => new OpinionRequested(
            Id,
            n,
            world.Now,
            DossierId,
            opinion.Id,
            step.Id,
            opinion.FromAgency,
            opinion.ToAgency,
            due
        ));
        return null;
    }

    /// <summary>The other agency answers; also after its time, also after the case ended.</summary>
    public Refusal? Answer(
        Opinion opinion,
        string code,
        string? number,
        string by,
        Surroundings world
    )
    {
        if (!opinion.IsOpen)
            return Refusals.AlreadyAnswered();
        if (!IsOpen)
            Trace("opinion", "case-closed", world.Now, world);
        opinion.Answer(code, number, by, world.Now, world.Judge(opinion.DueAt));
        Changed();
        Say(n => new OpinionGiven(
            Id,
            n,
            world.Now,
            DossierId,
            opinion.Id,
            opinion.ToAgency,
            opinion.Timeliness!.Value
        ));
        return null;
    }

    /// <summary>The answer is overdue: the asking agency tells the one-stop office and may go on without it.</summary>
    public void MissOpinion(Opinion opinion, Surroundings world)
    {
        if (IsOpen && opinion.IsOpen)
            Item(
                OpenItemKind.OpinionLate,
                opinion.Id,
                opinion.StepId,
                [opinion.FromAgency, ReceivingAgency],
                [],
                opinion.ToAgency,
                world.Now
            );
    }
}

using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Routing.HandOvers;
using HoanKiem.Routing.OpenItems;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Routing.Cases;

/// <summary>Who has the case: choices, reassignment, succession of agencies, and the papers on their way.</summary>
internal sealed partial class Case
{
    /// <summary>A person chose who acts on a step that had nobody, or moved it to another agency (chuyển xử lý).</summary>
    public Refusal? Reassign(Step step, string agency, Surroundings world)
    {
        if (Refusals.IfClosed(this) is { } closed)
            return closed;
        if (step.State is StepState.Pending || step.IsDone)
            return Refusals.StepNotOpen(step);
        var heir = world.Agencies.Heir(agency, world.Today).Agency;
        if (
            heir is null
            || world.Agencies.Find(heir) is not { } found
            || !found.IsThereOn(world.Today)
            || found.SystemOfRecord != step.SystemOfRecord
        )
            return Refusals.UnknownAgency(agency);
        if (heir == step.Agency)
            return null;
        Changed();
        Assign(step, heir, world);
        return null;
    }

    /// <summary>Whether anything open here belongs to an agency.</summary>
    public bool IsOpenAt(string agency) =>
        IsOpen
        && (
            Agency == agency
            || _steps.Any(s => s.IsOpen && s.Agency == agency)
            || _opinions.Any(o => o.IsOpen && o.ToAgency == agency)
            || _handOvers.Any(h => h.IsOpen && h.ToAgency == agency)
        );

    /// <summary>
    /// An agency has ended. Its open work goes to its successor; where more than one, or none, takes over, a person of those
    /// concerned chooses.
    /// </summary>
    public void Succeed(string predecessor, Surroundings world)
    {
        if (!IsOpenAt(predecessor))
            return;
        var heir = world.Agencies.Heir(predecessor, world.Today);
        if (heir.Agency == predecessor)
            return;
        if (heir.Agency is { } successor)
            HandOverTo(predecessor, successor, world);
        else
            Item(
                OpenItemKind.ChooseSuccessor,
                Id,
                null,
                heir.Options.Count > 0
                    ? heir.Options
                    : [world.Agencies.Find(predecessor)?.ParentId ?? predecessor, predecessor],
                heir.Options,
                predecessor,
                world.Now
            );
    }

    /// <summary>All open work of <paramref name="predecessor"/> in this case goes to <paramref name="successor"/>.</summary>
    public void HandOverTo(string predecessor, string successor, Surroundings world)
    {
        if (!IsOpenAt(predecessor))
            return;
        Agency = Agency == predecessor ? successor : Agency;
        LeadAgency = LeadAgency == predecessor ? successor : LeadAgency;
        Concerns(successor);
        Changed();
        foreach (var handOver in _handOvers.Where(h => h.IsOpen))
        {
            handOver.Redirect(predecessor, successor);
            PapersGoTo(handOver.ToAgency);
        }
        foreach (var opinion in _opinions.Where(o => o.IsOpen && o.ToAgency == predecessor))
            opinion.HandOverTo(successor);
        // Work that had nobody because the agency was gone has somebody again.
        foreach (var step in _steps.Where(s => s.State == StepState.Unassigned && !s.IsExternal))
            if (
                world
                    .Agencies.Resolve(step.Actor, Agency, LeadAgency, ReceivingAgency, world.Today)
                    .Agency is
                { } found
            )
                Assign(step, found, world);
        // The papers move with the agency itself: no hand-over between predecessor and successor.
        foreach (var step in _steps.Where(s => s.IsOpen && s.Agency == predecessor))
        {
            step.AssignTo(successor, world.Now, null);
            SayAssigned(step, world);
        }
    }

    /// <summary>The papers leave an agency: the planned hand-over when there is one, else a new one.</summary>
    public Refusal? GivePapers(
        string from,
        string to,
        string by,
        Surroundings world,
        out HandOver? given
    )
    {
        given = null;
        if (Refusals.IfClosed(this) is { } closed)
            return closed;
        if (
            from == to
            || world.Agencies.Find(to) is not { SystemOfRecord: Step.Ours } agency
            || !agency.IsThereOn(world.Today)
        )
            return Refusals.UnknownAgency(to);
        given = _handOvers.FirstOrDefault(h =>
            h.IsOpen && h.FromAgency == from && h.ToAgency == to
        );
        if (given?.GivenAt is not null)
            return Refusals.AlreadyGiven();
        if (given is null)
        {
            given = HandOver.Plan(this, world.NewId(), from, to, world.Now);
            _handOvers.Add(given);
        }
        PapersGoTo(to);
        given.Give(by, world.Now);
        Concerns(to);
        Changed();
        return null;
    }

    /// <summary>The next agency has the papers in its hands.</summary>
    public Refusal? Acknowledge(HandOver handOver, string by, Surroundings world)
    {
        if (!handOver.IsOpen)
            return Refusals.AlreadyAcknowledged();
        handOver.Acknowledge(by, world.Now);
        Changed();
        Say(n => new HandOverAcknowledged(
            Id,
            n,
            world.Now,
            DossierId,
            handOver.Id,
            handOver.FromAgency,
            handOver.ToAgency,
            handOver.GivenAt!.Value
        ));
        return null;
    }

    /// <summary>The papers should have gone and nobody has acknowledged them.</summary>
    public void MissHandOver(HandOver handOver, Surroundings world)
    {
        if (IsOpen && handOver.IsOpen)
            Item(
                OpenItemKind.HandOverLate,
                handOver.Id,
                null,
                [handOver.FromAgency, handOver.ToAgency],
                [],
                handOver.GivenAt is null ? "not-given" : "not-acknowledged",
                world.Now
            );
    }

    /// <summary>The other system does not answer, or is not connected: a person asks there and may enter what it says.</summary>
    public void FallSilent(Step step, string detail, Surroundings world)
    {
        if (!IsOpen || step.IsDone)
            return;
        step.AllowByHand();
        Item(
            OpenItemKind.ExternalSilent,
            step.Id,
            step.Id,
            [Agency, ReceivingAgency],
            [],
            detail,
            world.Now
        );
    }

    /// <summary>The other system said something that only a person can act on.</summary>
    public void Wonder(Step step, string detail, Surroundings world) =>
        Item(
            OpenItemKind.ExternalQuestion,
            step.Id,
            step.Id,
            [Agency, ReceivingAgency],
            [],
            detail,
            world.Now
        );

    private void LeaveOpen(Step step, IReadOnlyList<string> options, Surroundings world)
    {
        step.LeaveUnassigned();
        Item(
            OpenItemKind.ChooseActor,
            step.Id,
            step.Id,
            [Agency, ReceivingAgency, .. options.Where(o => !step.IsExternal)],
            options,
            step.Actor,
            world.Now
        );
    }
}

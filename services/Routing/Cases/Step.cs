using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.Cases;

/// <summary>Where a step is.</summary>
internal enum StepState
{
    /// <summary>Something before it is not done.</summary>
    Pending,

    /// <summary>It may start, and nobody knows who must act: a choice in someone's list.</summary>
    Unassigned,

    /// <summary>An agency must act.</summary>
    Assigned,

    /// <summary>It waits for the citizen, its clock stands.</summary>
    Waiting,

    /// <summary>The agency has acted.</summary>
    Completed,

    /// <summary>Nobody needs it any more.</summary>
    Cancelled,
}

/// <summary>One step of a case (bước xử lý): who must act, by when, and what came of it.</summary>
internal sealed class Step : IReachable<Step>
{
    /// <inheritdoc />
    public static Ways<Step> Ways { get; } = new Ways<Step>().PartOf<Case>(step => step.CaseId);

    /// <summary>System of record of the steps that are kept here.</summary>
    public const string Ours = "ours";

    // Sorts steps without a due date behind all others; PostgreSQL compares it, nobody reads it.
    private static readonly DateTimeOffset NoDue = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private Step() { }

    public Guid Id { get; private set; }
    public Guid CaseId { get; private set; }
    public Guid DossierId { get; private set; }
    public string Key { get; private set; } = "";
    public string Name { get; private set; } = "";

    /// <summary>Place in the published route: steps of one moment are shown in this order.</summary>
    public int Position { get; private set; }
    public string Kind { get; private set; } = "";

    /// <summary>Whom the route means.</summary>
    public string Actor { get; private set; } = "";
    public string SystemOfRecord { get; private set; } = "";
    public TimeLimit? Limit { get; private set; }
    public List<string> After { get; private set; } = [];
    public bool Optional { get; private set; }

    /// <summary>An officer asked for this optional step.</summary>
    public bool Asked { get; private set; }
    public StepState State { get; private set; }
    public string? Agency { get; private set; }
    public string? OwnerSubject { get; private set; }
    public string ReceivingAgency { get; private set; } = "";

    /// <summary>Agencies that have handled it.</summary>
    public string[] HandlingAgencies { get; private set; } = [];
    public DateTimeOffset? AssignedAt { get; private set; }
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Sort key of lists: the due date, or the end of time.</summary>
    public DateTimeOffset DueOrder { get; private set; } = NoDue;
    public DateTimeOffset? MissedAt { get; private set; }
    public Guid? HandOverId { get; private set; }
    public string? ClaimedBy { get; private set; }
    public IReadOnlyList<StepWait> Waits { get; private set; } = [];
    public Outcome? Proposal { get; private set; }
    public string? ResultNumber { get; private set; }
    public string? ReasonCode { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public string? CompletedBy { get; private set; }
    public Timeliness? Timeliness { get; private set; }

    /// <summary>Id in the system of record.</summary>
    public string? ExternalId { get; private set; }

    /// <summary>Last known state in the system of record: <c>queued</c>, <c>sent</c>, <c>accepted</c>, <c>in-progress</c>, <c>completed</c>, <c>refused</c>.</summary>
    public string? ExternalState { get; private set; }

    /// <summary>The other system is silent or not connected: an officer may enter what it said.</summary>
    public bool ByHand { get; private set; }
    public int Version { get; private set; } = 1;

    /// <summary>Nothing more is expected of it.</summary>
    public bool IsDone => State is StepState.Completed or StepState.Cancelled;

    /// <summary>An agency has it on its table.</summary>
    public bool IsOpen => State is StepState.Assigned or StepState.Waiting;

    /// <summary>It is optional and nobody asked for it.</summary>
    public bool IsPassedOver => Optional && !Asked && State == StepState.Pending;

    public bool IsExternal => SystemOfRecord != Ours;

    internal bool DueMoved { get; set; }

    /// <summary>Until this act nobody knew who must act on it, and there may be a choice to close.</summary>
    internal bool HadNobody { get; private set; }

    internal static Step Of(Case of, RouteStep step, int position, Guid id) =>
        new()
        {
            Id = id,
            CaseId = of.Id,
            DossierId = of.DossierId,
            OwnerSubject = of.OwnerSubject,
            ReceivingAgency = of.ReceivingAgency,
            Key = step.Key,
            Name = step.Name,
            Position = position,
            Kind = step.Kind,
            Actor = step.Actor,
            SystemOfRecord = step.SystemOfRecord,
            Limit = step.Limit,
            After = [.. step.After],
            Optional = step.Optional,
        };

    internal void Ask()
    {
        Asked = true;
        Version++;
    }

    internal void LeaveUnassigned()
    {
        State = StepState.Unassigned;
        Version++;
    }

    internal void AssignTo(string agency, DateTimeOffset at, Guid? handOverId)
    {
        HadNobody |= State == StepState.Unassigned;
        Agency = agency;
        AssignedAt ??= at;
        HandOverId = handOverId ?? HandOverId;
        ClaimedBy = null;
        if (!HandlingAgencies.Contains(agency))
            HandlingAgencies = [.. HandlingAgencies, agency];
        State = Waits.Any(w => w.To is null) ? StepState.Waiting : StepState.Assigned;
        if (IsExternal && ExternalState is null)
            ExternalState = "queued";
        Version++;
    }

    /// <summary>An officer of the agency takes it.</summary>
    public Refusal? Claim(string subject)
    {
        if (!IsOpen)
            return Refusals.StepNotOpen(this);
        ClaimedBy = subject;
        Version++;
        return null;
    }

    internal void Due(DateTimeOffset? dueAt)
    {
        if (dueAt == DueAt)
            return;
        (DueAt, DueOrder, DueMoved) = (dueAt, dueAt ?? NoDue, true);
        Version++;
    }

    internal void Wait(StepWait wait)
    {
        if (Waits.Any(w => w.Reason == wait.Reason && (w.To is null || w.From == wait.From)))
            return;
        Waits = [.. Waits, wait];
        if (State == StepState.Assigned)
            State = StepState.Waiting;
        DueMoved = true;
        Version++;
    }

    internal bool EndWait(string reason, DateTimeOffset at)
    {
        if (!Waits.Any(w => w.Reason == reason && w.To is null))
            return false;
        Waits = [.. Waits.Select(w => w.Reason == reason && w.To is null ? w with { To = at } : w)];
        if (State == StepState.Waiting && Waits.All(w => w.To is not null))
            State = StepState.Assigned;
        DueMoved = true;
        Version++;
        return true;
    }

    internal void Complete(
        DateTimeOffset at,
        string by,
        Outcome? proposal,
        string? resultNumber,
        string? reasonCode,
        Timeliness timeliness
    )
    {
        (State, CompletedAt, CompletedBy, Timeliness) = (StepState.Completed, at, by, timeliness);
        (Proposal, ResultNumber, ReasonCode) = (proposal, resultNumber, reasonCode);
        DueMoved = true;
        Version++;
    }

    internal void Cancel()
    {
        State = StepState.Cancelled;
        DueMoved = true;
        Version++;
    }

    internal void Miss(DateTimeOffset at)
    {
        MissedAt = at;
        Version++;
    }

    internal void Hear(string externalState, string? externalId)
    {
        (ExternalState, ExternalId) = (externalState, externalId ?? ExternalId);
        Version++;
    }

    internal void AllowByHand()
    {
        ByHand = true;
        Version++;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Step>
    {
        public void Configure(EntityTypeBuilder<Step> step)
        {
            step.ToTable("step");
            step.Property(s => s.Id).ValueGeneratedNever();
            step.Property(s => s.Version).IsConcurrencyToken();
            step.Property(s => s.Limit).AsJson();
            step.Property(s => s.Waits).AsJson();
            step.Ignore(s => s.DueMoved);
            step.Ignore(s => s.HadNobody);
            step.HasIndex(s => new { s.CaseId, s.Key }).IsUnique();
            // The list of open work of an agency, due first, and its exact count.
            step.HasIndex(s => new
                {
                    s.Agency,
                    s.DueOrder,
                    s.Id,
                })
                .HasFilter("state in ('Assigned', 'Waiting')")
                .HasDatabaseName("ix_step_open_work");
        }
    }
}

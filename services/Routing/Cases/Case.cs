using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Routing.HandOvers;
using HoanKiem.Routing.OpenItems;
using HoanKiem.Routing.Opinions;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.Cases;

/// <summary>Where a case is.</summary>
internal enum CasePhase
{
    /// <summary>The published route is not known here yet; the case waits for it.</summary>
    AwaitsRoute,

    /// <summary>Agencies work on it.</summary>
    Open,

    /// <summary>The leader signed and everything that belongs to the result is there.</summary>
    Decided,

    /// <summary>The citizen took the dossier back.</summary>
    Withdrawn,

    /// <summary>Processing ended without a decision.</summary>
    Stopped,
}

/// <summary>
/// Who must act on an accepted dossier, in what order and by when (hồ sơ xử lý). Every method is a pure function of the case,
/// what is asked and its <see cref="Surroundings"/>; what happened is left in <see cref="TakeFacts"/>. The other files:
/// <c>CaseWork.cs</c> (acting and deciding), <c>CaseWaits.cs</c> (waits, due dates, the end), <c>CaseAgencies.cs</c> (who).
/// </summary>
internal sealed partial class Case : IReachable<Case>
{
    /// <inheritdoc />
    public static Ways<Case> Ways { get; } =
        new Ways<Case>()
            .Own(c => c.OwnerSubject)
            .Counter(c => c.ReceivedAt, c => c.ReceivingAgency, c => c.Agency)
            .Counter(c => c.PapersAt)
            .Desk(c => c.HandlingAgencies)
            .Inspection(c => c.DossierId);

    private readonly List<Step> _steps = [];
    private readonly List<Opinion> _opinions = [];
    private readonly List<HandOver> _handOvers = [];
    private readonly List<CaseTrace> _traces = [];
    private List<object> _facts = [];
    private List<OpenItem> _items = [];
    private bool _changed;

    private Case() { }

    public Guid Id { get; private set; }
    public Guid DossierId { get; private set; }
    public Guid? ParentDossierId { get; private set; }
    public string DossierNumber { get; private set; } = "";
    public string ProcedureCode { get; private set; } = "";
    public string ProcedureVersion { get; private set; } = "";

    /// <summary>Agency that decides; the limit is its.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>Reception point.</summary>
    public string? ReceivedAt { get; private set; }
    public string ReceivingAgency { get; private set; } = "";
    public string? LeadAgency { get; private set; }

    /// <summary>All agencies that have or had work in it: it was routed to them.</summary>
    public string[] HandlingAgencies { get; private set; } = [];

    /// <summary>Agencies to which its papers go or went: their counters receive them.</summary>
    public string[] PapersAt { get; private set; } = [];
    public string? OwnerSubject { get; private set; }
    public string CalendarVersion { get; private set; } = "";
    public bool OnPaper { get; private set; }
    public bool GivenAtOnce { get; private set; }
    public DateTimeOffset AcceptedAt { get; private set; }

    /// <summary>Due date of the whole, as Dossiers says it.</summary>
    public DateTimeOffset? DueAt { get; private set; }
    public CasePhase Phase { get; private set; }

    /// <summary>Waits of the whole dossier: a step that starts meanwhile waits as well.</summary>
    public IReadOnlyList<StepWait> Waits { get; private set; } = [];
    public Outcome? Outcome { get; private set; }
    public string? DecisionNumber { get; private set; }
    public string? SignatorySubject { get; private set; }
    public string? Capacity { get; private set; }
    public DateTimeOffset? SignedAt { get; private set; }
    public string? ReasonCode { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Place of the last published event in the life of the case.</summary>
    public long Sequence { get; private set; }
    public int Version { get; private set; }

    public IReadOnlyList<Step> Steps => _steps;
    public IReadOnlyList<Opinion> Opinions => _opinions;
    public IReadOnlyList<HandOver> HandOvers => _handOvers;
    public IReadOnlyList<CaseTrace> Traces => _traces;

    /// <summary>The case was opened before its route was known, and has just got it.</summary>
    public bool RouteCameLater { get; private set; }

    public bool IsOpen => Phase is CasePhase.AwaitsRoute or CasePhase.Open;

    /// <summary>The case of an accepted dossier; it has no steps before <see cref="Follow"/>.</summary>
    public static Case Open(DossierAccepted accepted, Surroundings world)
    {
        var opened = new Case
        {
            Id = world.NewId(),
            DossierId = accepted.DossierId,
            Agency =
                world.Agencies.Heir(accepted.DecidedBy, world.Today).Agency ?? accepted.DecidedBy,
            LeadAgency = accepted.LeadAgency,
            CalendarVersion = accepted.CalendarVersion,
            DueAt = accepted.DueAt,
            Phase = CasePhase.AwaitsRoute,
        };
        opened.Describe(accepted);
        opened.Concerns(opened.Agency);
        opened.Say(n => new CaseOpened(
            opened.Id,
            n,
            world.Now,
            opened.DossierId,
            opened.Agency,
            opened.ProcedureVersion,
            opened.DueAt
        ));
        return opened;
    }

    /// <summary>Says of its dossier again what was said when it was accepted.</summary>
    public void Describe(DossierAccepted accepted)
    {
        ParentDossierId = accepted.ParentDossierId;
        DossierNumber = accepted.DossierNumber;
        (ProcedureCode, ProcedureVersion) = (accepted.ProcedureCode, accepted.ProcedureVersion);
        (ReceivedAt, ReceivingAgency) = (accepted.ReceivedAt, accepted.ReceivingAgency);
        OwnerSubject = accepted.OwnerSubject;
        (OnPaper, GivenAtOnce) = (accepted.OnPaper, accepted.GivenAtOnce);
        AcceptedAt = accepted.OccurredAt;
    }

    /// <summary>Follows a published route; the standard one when it has no steps. A route that cannot be followed is an open item.</summary>
    public void Follow(IReadOnlyList<RouteStep> route, Surroundings world)
    {
        if (Phase != CasePhase.AwaitsRoute)
            return;
        var fault = route.Count == 0 ? null : RouteGraph.Fault(route);
        if (fault is not null)
            Item(
                OpenItemKind.RouteFaulty,
                Id,
                null,
                [Agency, ReceivingAgency],
                [],
                fault,
                world.Now
            );
        if (fault is not null || route.Count == 0)
            route = RouteGraph.Standard(GivenAtOnce);

        _steps.AddRange(
            route.Select((step, position) => Step.Of(this, step, position, world.NewId()))
        );
        Phase = CasePhase.Open;
        RouteCameLater = !_facts.OfType<CaseOpened>().Any();
        Changed();
        StartReady(world);
    }

    /// <summary>What happened since the last call, in order: events to publish and items to open.</summary>
    public (IReadOnlyList<object> Facts, IReadOnlyList<OpenItem> Items) TakeFacts()
    {
        var taken = (_facts, _items);
        (_facts, _items, _changed, RouteCameLater) = ([], [], false, false);
        return taken;
    }

    /// <summary>Keeps a fact that changes nothing any more.</summary>
    public void Trace(string fact, string code, DateTimeOffset occurredAt, Surroundings world) =>
        _traces.Add(CaseTrace.Of(Id, world.NewId(), fact, code, occurredAt));

    private void Say<TFact>(Func<long, TFact> fact)
        where TFact : class
    {
        Changed();
        _facts.Add(fact(++Sequence));
    }

    // One act is one change, whatever it touches; what a system far away reports about its progress is none.
    private void Changed()
    {
        Version += _changed ? 0 : 1;
        _changed = true;
    }

    private void Item(
        string kind,
        Guid subject,
        Guid? stepId,
        IEnumerable<string> agencies,
        IEnumerable<string> options,
        string detail,
        DateTimeOffset at
    )
    {
        var item = OpenItem.Of(this, kind, subject, stepId, agencies, options, detail, at);
        _items.Add(item);
        // Whoever has to settle something about it has to see it.
        foreach (var agency in item.HandlingAgencies)
            Concerns(agency);
    }

    private void Concerns(string agency)
    {
        if (!HandlingAgencies.Contains(agency))
            HandlingAgencies = [.. HandlingAgencies, agency];
    }

    private void PapersGoTo(string agency)
    {
        if (!PapersAt.Contains(agency))
            PapersAt = [.. PapersAt, agency];
    }

    private void StartReady(Surroundings world)
    {
        foreach (var step in RouteGraph.MayStart(_steps))
        {
            foreach (var wait in Waits.Where(w => w.To is null && !step.IsExternal))
                step.Wait(wait with { From = world.Now });
            var actor = world.Agencies.Resolve(
                step.Actor,
                Agency,
                LeadAgency,
                ReceivingAgency,
                world.Today
            );
            if (actor.Agency is { } agency)
                Assign(step, agency, world);
            else
                LeaveOpen(step, actor.Options, world);
        }
    }

    private void Assign(Step step, string agency, Surroundings world)
    {
        step.AssignTo(agency, world.Now, PapersFor(step, agency, world)?.Id);
        Concerns(agency);
        SetDue(step, world);
        SayAssigned(step, world);
    }

    private void SayAssigned(Step step, Surroundings world) =>
        Say(n => new StepAssigned(
            Id,
            n,
            world.Now,
            DossierId,
            step.Id,
            step.Key,
            step.Name,
            step.Kind,
            step.Agency!,
            step.SystemOfRecord,
            step.DueAt,
            step.HandOverId
        ));

    // Without a limit of its own a step is part of the whole.
    private void SetDue(Step step, Surroundings world) =>
        step.Due(
            step.Limit is { } limit && step.AssignedAt is { } from
                ? world.DueAt(limit, from, step.Waits)
                : DueAt
        );

    // Papers travel between our agencies only; other systems get the electronic dossier (Điều 19 khoản 6 b).
    private HandOver? PapersFor(Step step, string agency, Surroundings world)
    {
        var holder = _handOvers.Count > 0 ? _handOvers[^1].ToAgency : ReceivingAgency;
        if (!OnPaper || step.IsExternal || holder == agency)
            return null;
        var from = _handOvers.Count > 0 ? world.Now : AcceptedAt;
        var due = world.Calendar is { } calendar
            ? Duty.HandOver(calendar, from).By.DueAt
            : (DateTimeOffset?)null;
        var planned = HandOver.Plan(this, world.NewId(), holder, agency, due);
        _handOvers.Add(planned);
        PapersGoTo(agency);
        return planned;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Case>
    {
        public void Configure(EntityTypeBuilder<Case> mapped)
        {
            mapped.ToTable("case");
            mapped.Property(c => c.Id).ValueGeneratedNever();
            mapped.Property(c => c.Version).IsConcurrencyToken();
            mapped.Ignore(c => c.RouteCameLater);
            Persistence.JsonColumn.AsJson(mapped.Property(c => c.Waits));
            mapped
                .HasMany(c => c.Steps)
                .WithOne()
                .HasForeignKey(s => s.CaseId)
                .OnDelete(DeleteBehavior.Cascade);
            mapped
                .HasMany(c => c.Opinions)
                .WithOne()
                .HasForeignKey(o => o.CaseId)
                .OnDelete(DeleteBehavior.Cascade);
            mapped
                .HasMany(c => c.HandOvers)
                .WithOne()
                .HasForeignKey(h => h.CaseId)
                .OnDelete(DeleteBehavior.Cascade);
            mapped
                .HasMany(c => c.Traces)
                .WithOne()
                .HasForeignKey(t => t.CaseId)
                .OnDelete(DeleteBehavior.Cascade);
            mapped.HasIndex(c => c.DossierId).IsUnique();
            mapped.HasIndex(c => c.ProcedureVersion).HasFilter("phase = 'AwaitsRoute'");
            mapped.HasIndex(c => c.Agency).HasFilter("phase in ('AwaitsRoute', 'Open')");
            mapped.HasIndex(c => c.HandlingAgencies).HasMethod("gin");
            mapped.Property(c => c.PapersAt).HasDefaultValueSql("'{}'");
        }
    }
}

/// <summary>A fact that came too late to change anything, kept with the case.</summary>
internal sealed class CaseTrace : IReachable<CaseTrace>
{
    /// <inheritdoc />
    public static Ways<CaseTrace> Ways { get; } =
        new Ways<CaseTrace>().PartOf<Case>(trace => trace.CaseId);

    private CaseTrace() { }

    public Guid Id { get; private set; }
    public Guid CaseId { get; private set; }

    /// <summary>Which fact.</summary>
    public string Fact { get; private set; } = "";

    /// <summary>Why it changed nothing, as a code.</summary>
    public string Code { get; private set; } = "";
    public DateTimeOffset OccurredAt { get; private set; }

    internal static CaseTrace Of(
        Guid caseId,
        Guid id,
        string fact,
        string code,
        DateTimeOffset at
    ) =>
        new()
        {
            Id = id,
            CaseId = caseId,
            Fact = fact,
            Code = code,
            OccurredAt = at,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<CaseTrace>
    {
        public void Configure(EntityTypeBuilder<CaseTrace> trace)
        {
            trace.ToTable("case_trace");
            trace.Property(t => t.Id).ValueGeneratedNever();
            trace.HasIndex(t => t.CaseId);
        }
    }
}

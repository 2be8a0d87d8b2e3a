using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults;
using HoanKiem.Simulation.Tests.Protocol;
using Expected = HoanKiem.Routing.Cases.Expected;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>Routing: the case and its steps are the service's own rules; only loading and saving are said again.</summary>
internal sealed class RoutingOffice
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    public RoutingOffice(Service service)
    {
        Service = service;
        service.InNoHurry<DossierResolved>();
        service.On<DossierAccepted>(Ordering.Ordered, "OpenCase", OnAccepted, readsByKey: true);
        service.On<SupplementRequested>(Ordering.Ordered, "PauseStep", OnSupplementRequested);
        service.On<SupplementReceived>(Ordering.Ordered, "ResumeStep", OnSupplementReceived);
        service.On<FeeRequested>(Ordering.Ordered, "PauseStep", OnFeeRequested);
        service.On<FeePaid>(Ordering.Ordered, "ResumeStep", OnFeePaid);
        service.On<DueDateExtended>(
            Ordering.Ordered,
            "MoveDueDate",
            (session, e) =>
                OnCase(
                    session,
                    e.DossierId,
                    e.OccurredAt,
                    (held, world) => held.MoveDue(e.DueAt, null, nameof(DueDateExtended), world)
                )
        );
        service.On<DueDateRecomputed>(
            Ordering.Ordered,
            "MoveDueDate",
            (session, e) =>
                OnCase(
                    session,
                    e.DossierId,
                    e.OccurredAt,
                    (held, world) =>
                        held.MoveDue(
                            e.DueAt,
                            e.CalendarVersion,
                            nameof(DueDateRecomputed),
                            world with
                            {
                                Calendar = Town.CalendarOf(e.CalendarVersion),
                            }
                        )
                )
        );
        service.On<DossierWithdrawn>(
            Ordering.Ordered,
            "CloseCase",
            (session, e) => Close(session, e.DossierId, CasePhase.Withdrawn, e.OccurredAt)
        );
        service.On<ProcessingStopped>(
            Ordering.Ordered,
            "CloseCase",
            (session, e) => Close(session, e.DossierId, CasePhase.Stopped, e.OccurredAt)
        );
        service.On<DossierResolved>(
            Ordering.Ordered,
            "CloseCase",
            (session, e) =>
            {
                if (Of(session, e.DossierId) is { Value: not null } of)
                    session.Met(Expected.Resolution, of.Key.ToString());
                return Task.CompletedTask;
            },
            readsByKey: true
        );
        service.Deadlines[MissStepDeadline.Deadline] = OnStepDue;
    }

    public Service Service { get; }

    public Table<Guid, Case> Cases { get; } = new("case");

    /// <summary>An officer's act on a step of a case.</summary>
    public async Task<Refusal?> ActAsync(
        Session session,
        Guid caseId,
        Func<Case, Surroundings, Refusal?> act
    )
    {
        var held = (await session.FindAsync(Cases, caseId, forUpdate: true))!;
        if (act(held, World(session, held, session.Now)) is { } refusal)
            return refusal;
        Write(session, held);
        return null;
    }

    /// <summary>The case of a dossier, as officers see it in their lists.</summary>
    public Case? Seen(Guid dossierId) =>
        Cases.Committed.Values.FirstOrDefault(c => c.DossierId == dossierId);

    private async Task OnAccepted(Session session, DossierAccepted e)
    {
        if (await TakeOfDossier(session, e.DossierId) is not null)
            return;
        var world = new Surroundings(
            e.OccurredAt,
            Town.Agencies,
            Town.CalendarOf(e.CalendarVersion),
            session.NewId
        );
        var opened = Case.Open(e, world);
        session.Add(Cases, opened.Id, opened);
        opened.Follow(Route(e.ProcedureVersion), world);
        Write(session, opened);
    }

    private async Task OnSupplementRequested(Session session, SupplementRequested e)
    {
        if (e.StepId is { } step)
            session.Met(Expected.Supplement, step.ToString());
        if (!e.BeforeAcceptance)
            await OnCase(
                session,
                e.DossierId,
                e.OccurredAt,
                (held, world) => held.Pause(StepWait.Supplement, e.StepId, e.Rule, world)
            );
    }

    private Task OnSupplementReceived(Session session, SupplementReceived e) =>
        e.Complete
            ? OnCase(
                session,
                e.DossierId,
                e.OccurredAt,
                (held, world) => held.Resume(StepWait.Supplement, e.DueAt, world)
            )
            : Task.CompletedTask;

    private async Task OnFeeRequested(Session session, FeeRequested e)
    {
        if (e.StepId is { } step)
            session.Met(Expected.Fee, step.ToString());
        if (e.ClockWaits)
            await OnCase(
                session,
                e.DossierId,
                e.OccurredAt,
                (held, world) => held.Pause(StepWait.Fee(e.FeeId), e.StepId, null, world)
            );
    }

    private Task OnFeePaid(Session session, FeePaid e) =>
        OnCase(
            session,
            e.DossierId,
            e.OccurredAt,
            (held, world) => held.Resume(StepWait.Fee(e.FeeId), e.DueAt, world)
        );

    private Task Close(Session session, Guid dossierId, CasePhase phase, DateTimeOffset at) =>
        OnCase(
            session,
            dossierId,
            at,
            (held, world) =>
            {
                held.Close(phase, world);
                session.Met(Expected.Route, held.Id.ToString());
                session.Met(Expected.Resolution, held.Id.ToString());
                foreach (var step in held.Steps)
                {
                    session.Met(Expected.Supplement, step.Id.ToString());
                    session.Met(Expected.Fee, step.Id.ToString());
                }
            }
        );

    private async Task OnStepDue(Session session, string key, DateTimeOffset due)
    {
        var stepId = Guid.Parse(key);
        var of = Cases.Committed.Values.FirstOrDefault(c => c.StepOf(stepId) is not null);
        if (of is null || await session.FindAsync(Cases, of.Id, forUpdate: true) is not { } held)
            return;
        held.Miss(held.StepOf(stepId)!, World(session, held, session.Now));
        Write(session, held);
    }

    private async Task OnCase(
        Session session,
        Guid dossierId,
        DateTimeOffset at,
        Action<Case, Surroundings> act
    )
    {
        if (await TakeOfDossier(session, dossierId) is not { } held)
            return;
        act(held, World(session, held, at));
        Write(session, held);
    }

    private KeyValuePair<Guid, Case> Of(Session session, Guid dossierId) =>
        Cases.Rows(session.Transaction).FirstOrDefault(row => row.Value.DossierId == dossierId);

    private async Task<Case?> TakeOfDossier(Session session, Guid dossierId)
    {
        var of = Of(session, dossierId);
        return of.Value is null ? null : await session.FindAsync(Cases, of.Key, forUpdate: true);
    }

    private static Surroundings World(Session session, Case held, DateTimeOffset at) =>
        new(at, Town.Agencies, Town.CalendarOf(held.CalendarVersion), session.NewId);

    private static IReadOnlyList<RouteStep> Route(string version) =>
        Town.Procedures.Single(procedure => procedure.VersionId == version).Route;

    // CaseDesk.Write, as far as steps of our own go.
    private static void Write(Session session, Case held)
    {
        if (held.RouteCameLater)
            session.Met(Expected.Route, held.Id.ToString());
        foreach (var fact in held.TakeFacts().Facts)
        {
            session.Publish(fact);
            switch (fact)
            {
                case SupplementNeeded needed:
                    session.Expect(Expected.Supplement, needed.StepId.ToString(), FiveMinutes);
                    break;
                case FeeNeeded needed:
                    session.Expect(Expected.Fee, needed.StepId.ToString(), FiveMinutes);
                    break;
                case CaseDecided decided:
                    session.Expect(Expected.Resolution, decided.CaseId.ToString(), Minute);
                    break;
            }
        }
        foreach (var step in held.Steps.Where(s => s.DueMoved))
            CaseDesk.KeepDeadline(session, step);
    }
}

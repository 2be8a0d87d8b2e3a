using HoanKiem.Access;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.ExternalSystems;
using HoanKiem.Routing.HandOvers;
using HoanKiem.Routing.OpenItems;
using HoanKiem.Routing.Persistence;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Cases;

/// <summary>Kinds of what Routing expects others to answer, in system time; a missed one is listed and counted.</summary>
internal static class Expected
{
    public const string Route = "route-known";
    public const string Supplement = "supplement-requested";
    public const string Fee = "fee-requested";
    public const string Resolution = "dossier-resolved";
    public const string Acknowledgement = "external-acknowledged";
}

/// <summary>
/// Brings a case and its surroundings to the pure rules, and writes down what they decided: events, deadlines, expectations, open
/// items and requests to other systems, all rows of the same commit.
/// </summary>
internal sealed class CaseDesk(
    RoutingDb db,
    IOutbox outbox,
    IDeadlines deadlines,
    IExpectations expectations,
    BusinessClock clock,
    TimeProvider system,
    Kept<Rulebook> rules
)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <summary>The case with everything that belongs to it, for a worker. Inside a transaction it is locked: its acts have an order.</summary>
    public Task<Case?> Take(Guid caseId, CancellationToken ct) => Take(db.Cases, caseId, ct);

    /// <summary>The same for an officer: outside their reach it does not exist.</summary>
    public Task<Case?> Take(Guid caseId, Reach reach, CancellationToken ct) =>
        Take(db.Cases.Visible(reach), caseId, ct);

    /// <summary>The one case among these, when there is one.</summary>
    public async Task<Case?> Take(IQueryable<Case> which, CancellationToken ct) =>
        db.Database.CurrentTransaction is null ? await Whole(which, ct)
        : await which.Select(c => (Guid?)c.Id).SingleOrDefaultAsync(ct) is { } id
            ? await Take(which, id, ct)
        : null;

    private async Task<Case?> Take(IQueryable<Case> which, Guid caseId, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is not null)
            await db.Database.ExecuteSqlAsync(
                $"select 1 from \"case\" where id = {caseId} for update",
                ct
            );
        return await Whole(which.Where(c => c.Id == caseId), ct);
    }

    /// <summary>The case of a dossier; none before it was accepted.</summary>
    public async Task<Case?> TakeOfDossier(Guid dossierId, CancellationToken ct)
    {
        // Locked by a statement of its own: what belongs to the case is read after that.
        var ids = await db
            .Database.SqlQuery<Guid>(
                $"select id as \"Value\" from \"case\" where dossier_id = {dossierId} for update"
            )
            .ToListAsync(ct);
        return ids is [var id] ? await Whole(db.Cases.Where(c => c.Id == id), ct) : null;
    }

    // In one query: a case has a handful of steps, and its opinions and hand-overs are few or none. Each in the order of its life, for the
    // rules know the last hand-over by its place.
    private static Task<Case?> Whole(IQueryable<Case> which, CancellationToken ct) =>
        which
            .Include(c => c.Steps.OrderBy(s => s.Position))
            .Include(c => c.Opinions.OrderBy(o => o.Id))
            .Include(c => c.HandOvers.OrderBy(h => h.Id))
            .AsSingleQuery()
            .SingleOrDefaultAsync(ct);

    /// <summary>The world as a case of this calendar sees it.</summary>
    /// <param name="calendarVersion">Calendar that the dossier was accepted under.</param>
    /// <param name="at">Business time of what happens; now when null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Surroundings> Around(
        string calendarVersion,
        DateTimeOffset? at,
        CancellationToken ct
    )
    {
        var calendar = await rules.Find(db, known => known.Calendar(calendarVersion), ct);
        return new Surroundings(
            at ?? clock.GetUtcNow(),
            (await rules.Look(db, ct)).Agencies,
            calendar,
            () => Guid.CreateVersion7(system.GetUtcNow())
        );
    }

    /// <summary>The route of a version of a procedure; null while the Catalogue has not published it here.</summary>
    public ValueTask<IReadOnlyList<RouteStep>?> Route(string versionId, CancellationToken ct) =>
        rules.Find(db, known => known.Route(versionId), ct);

    /// <summary>Writes down what happened to the case; the caller saves.</summary>
    public async Task Write(Case of, CancellationToken ct)
    {
        if (of.RouteCameLater)
            expectations.Met(Expected.Route, of.Id.ToString());
        var (facts, items) = of.TakeFacts();
        foreach (var fact in facts)
        {
            outbox.Publish(fact);
            Follow(of, fact);
        }
        foreach (var item in items)
            if (
                !await db
                    .OpenItems.Of(of)
                    .AnyAsync(
                        i => i.Kind == item.Kind && i.Subject == item.Subject && i.ClosedAt == null,
                        ct
                    )
            )
                db.Add(item);
        foreach (var assigned in facts.OfType<StepAssigned>())
            if (of.StepOf(assigned.StepId)!.HadNobody)
                await CloseChoice(of, assigned, ct);
        foreach (var step in of.Steps.Where(s => s.DueMoved))
            KeepDeadline(deadlines, step);
        if (!of.IsOpen && of.Steps.Any(s => s.IsExternal))
            foreach (
                var request in await db
                    .ExternalRequests.Of(of)
                    .Where(r => r.State == ExternalRequestState.Queued)
                    .ToListAsync(ct)
            )
                request.Cancel();
    }

    private void Follow(Case of, object fact)
    {
        switch (fact)
        {
            case CaseOpened opened when of.Phase == CasePhase.AwaitsRoute:
                expectations.Expect(Expected.Route, opened.CaseId.ToString(), Minute);
                break;
            case StepAssigned assigned:
                if (assigned.SystemOfRecord != Step.Ours)
                    Request(of, assigned);
                foreach (
                    var handOver in of.HandOvers.Where(h =>
                        h.Id == assigned.HandOverId && h is { DueAt: not null, IsOpen: true }
                    )
                )
                    deadlines.Set(
                        MissHandOver.Deadline,
                        handOver.Id.ToString(),
                        handOver.DueAt!.Value
                    );
                break;
            case OpinionRequested { DueAt: { } due } asked:
                deadlines.Set(
                    MissOpinion.Deadline,
                    asked.OpinionId.ToString(),
                    WorkingTime.LegalZone.StartOf(WorkingTime.LegalZone.DateOf(due).AddDays(1))
                );
                break;
            case OpinionGiven given:
                deadlines.Clear(MissOpinion.Deadline, given.OpinionId.ToString());
                break;
            case HandOverAcknowledged acknowledged:
                deadlines.Clear(MissHandOver.Deadline, acknowledged.HandOverId.ToString());
                break;
            case SupplementNeeded needed:
                expectations.Expect(Expected.Supplement, needed.StepId.ToString(), FiveMinutes);
                break;
            case FeeNeeded needed:
                expectations.Expect(Expected.Fee, needed.StepId.ToString(), FiveMinutes);
                break;
            case CaseDecided decided:
                expectations.Expect(Expected.Resolution, decided.CaseId.ToString(), Minute);
                break;
        }
    }

    // Whoever chose, the step has its agency now.
    private async Task CloseChoice(Case of, StepAssigned assigned, CancellationToken ct)
    {
        var subject = assigned.StepId.ToString("N");
        foreach (
            var choice in await db
                .OpenItems.Of(of)
                .Where(i =>
                    i.Kind == OpenItemKind.ChooseActor && i.Subject == subject && i.ClosedAt == null
                )
                .ToListAsync(ct)
        )
            _ = choice.Close(
                HoanKiem.Contracts.ResourceNames.Routing,
                "assigned",
                assigned.OccurredAt
            );
    }

    private void Request(Case of, StepAssigned assigned)
    {
        db.Add(
            ExternalRequest.Of(
                of,
                assigned,
                Guid.CreateVersion7(system.GetUtcNow()),
                system.GetUtcNow()
            )
        );
        expectations.Expect(Expected.Acknowledgement, assigned.StepId.ToString(), FiveMinutes);
    }

    /// <summary>The deadline of a step whose due date or state has moved.</summary>
    internal static void KeepDeadline(IDeadlines deadlines, Step step)
    {
        step.DueMoved = false;
        if (
            step is { State: StepState.Assigned, MissedAt: null }
            && Case.MissedFrom(step) is { } from
        )
            deadlines.Set(MissStepDeadline.Deadline, step.Id.ToString(), from);
        else
            deadlines.Clear(MissStepDeadline.Deadline, step.Id.ToString());
    }
}

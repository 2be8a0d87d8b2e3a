using HoanKiem.Messaging;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Agencies;

/// <summary>
/// An agency has ended: its open work goes to its successor, or becomes a choice in someone's list. Runs again for what a run
/// left, so that a large agency does not hold one long transaction.
/// </summary>
internal sealed class EndAgency(
    RoutingDb db,
    CaseDesk desk,
    Kept<Rulebook> rules,
    IDeadlines deadlines,
    BusinessClock clock
) : IHandleDeadline
{
    /// <summary>Kind of the deadline; its key is the agency.</summary>
    public const string Deadline = "agency-ends";

    private const int AtOnce = 100;

    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        // Without a successor those with a choice already open are waiting for a person, not for us.
        var now = clock.GetUtcNow();
        var decided =
            (await rules.Look(db, ct)).Agencies.Heir(key, LegalZone.DateOf(now)).Agency is not null;
        var open = await db
            .Cases.Where(c => c.Phase == CasePhase.AwaitsRoute || c.Phase == CasePhase.Open)
            .Where(c =>
                c.Agency == key
                || c.Steps.Any(s =>
                    s.Agency == key
                    && (s.State == StepState.Assigned || s.State == StepState.Waiting)
                )
                || c.Opinions.Any(o => o.ToAgency == key && o.AnsweredAt == null)
                || c.HandOvers.Any(h => h.ToAgency == key && h.AcknowledgedAt == null)
            )
            .Where(c =>
                decided
                || !db.OpenItems.Any(i =>
                    i.CaseId == c.Id
                    && i.Kind == OpenItems.OpenItemKind.ChooseSuccessor
                    && i.Detail == key
                    && i.ClosedAt == null
                )
            )
            .OrderBy(c => c.Id)
            .Select(c => c.Id)
            .Take(AtOnce)
            .ToListAsync(ct);
        foreach (var caseId in open)
            if (await desk.Take(caseId, ct) is { } held)
            {
                held.Succeed(key, await desk.Around(held.CalendarVersion, null, ct));
                if (decided)
                    await CloseChoice(held, key, now, ct);
                await desk.Write(held, ct);
            }
        if (open.Count == AtOnce)
            deadlines.Set(Deadline, key, clock.GetUtcNow());
    }

    // The succession came after the end of the agency: nobody has to choose any more.
    private async Task CloseChoice(
        Case held,
        string agency,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var choices = await db
            .OpenItems.Where(i =>
                i.CaseId == held.Id
                && i.Kind == OpenItems.OpenItemKind.ChooseSuccessor
                && i.Detail == agency
                && i.ClosedAt == null
            )
            .ToListAsync(ct);
        foreach (var choice in choices)
            _ = choice.Close(HoanKiem.Contracts.ResourceNames.Routing, "succeeded", now);
    }
}

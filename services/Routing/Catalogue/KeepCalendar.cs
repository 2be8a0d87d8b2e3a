using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Catalogue;

/// <summary>Catalogue → Routing: keeps every version of the calendar; due dates that waited for it are computed.</summary>
internal sealed class KeepCalendar(RoutingDb db, Kept<Rulebook> rules, CaseDesk desk)
    : IHandle<WorkingCalendarPublished>
{
    public async Task Handle(WorkingCalendarPublished published, CancellationToken ct)
    {
        if (await db.Calendars.FindAsync([published.Version], ct) is not null)
            return;
        rules.Changing(db);
        db.Add(CalendarCopy.Of(published));
        await db.SaveChangesAsync(ct);

        var waiting = await db
            .Cases.Where(c =>
                c.CalendarVersion == published.Version
                && c.Phase == CasePhase.Open
                && c.Steps.Any(s =>
                    s.DueAt == null
                    && (s.State == StepState.Assigned || s.State == StepState.Waiting)
                )
            )
            .Select(c => c.Id)
            .ToListAsync(ct);
        if (waiting.Count == 0)
            return;
        var world = await desk.Around(published.Version, null, ct);
        foreach (var caseId in waiting)
            if (await desk.Take(caseId, ct) is { } held)
            {
                held.KnowCalendar(world);
                await desk.Write(held, ct);
            }
    }
}

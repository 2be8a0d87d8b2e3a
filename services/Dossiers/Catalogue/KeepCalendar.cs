using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.Catalogue;

/// <summary>
/// Catalogue → Dossiers: keeps every version of the calendar and computes the due dates of undecided dossiers again.
/// The legal date follows the calendar; the promise moves later or stays; what is decided is never judged again.
/// </summary>
internal sealed class KeepCalendar(DossiersDb db, Rules rules, IOutbox outbox, IDeadlines deadlines)
    : IHandle<WorkingCalendarPublished>
{
    private static readonly Phase[] Undecided = [Phase.Accepted, Phase.Processing];

    /// <inheritdoc />
    public async Task Handle(WorkingCalendarPublished @event, CancellationToken ct)
    {
        if (await db.Calendars.FindAsync([@event.CalendarId, @event.Version], ct) is not null)
            return;
        rules.Changing();
        var calendar = WorkingCalendarVersion.Of(@event);
        db.Calendars.Add(calendar);
        if (
            @event.CalendarId != WorkingCalendarVersion.HaNoi
            || await db.Calendars.AnyAsync(
                known => known.CalendarId == @event.CalendarId && known.Sequence > @event.Sequence,
                ct
            )
        )
            return;

        var dossiers = await db
            .Dossiers.Where(dossier =>
                Undecided.Contains(dossier.Phase) && dossier.LegalDueAt != null
            )
            .ToListAsync(ct);
        if (dossiers.Count == 0)
            return;
        var published = calendar.ToWorkingTime();
        foreach (var dossier in dossiers)
        {
            dossier.RecomputeDue(published, By.Service(ResourceNames.Catalogue), @event.OccurredAt);
            DueWatch.Follow(deadlines, dossier);
            dossier.Tell(outbox);
        }
    }
}

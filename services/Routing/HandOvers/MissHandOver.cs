using HoanKiem.Messaging;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.HandOvers;

/// <summary>Papers are not where they should be: it comes into the lists of both agencies (Nghị định 61/2018, Điều 18).</summary>
internal sealed class MissHandOver(RoutingDb db, CaseDesk desk) : IHandleDeadline
{
    /// <summary>Kind of the deadline; its key is the hand-over.</summary>
    public const string Deadline = "hand-over-due";

    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        var id = Guid.Parse(key);
        if (
            await db
                .HandOvers.Where(h => h.Id == id)
                .Select(h => (Guid?)h.CaseId)
                .SingleOrDefaultAsync(ct)
            is not { } caseId
        )
            return;
        if (await desk.Take(caseId, ct) is not { } held)
            return;
        held.MissHandOver(
            held.HandOvers.Single(h => h.Id == id),
            await desk.Around(held.CalendarVersion, null, ct)
        );
        await desk.Write(held, ct);
    }
}

using HoanKiem.Messaging;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Steps;

/// <summary>An opinion is overdue: it comes into the lists of the asking agency and of the one-stop office (Điều 19 khoản 5 b).</summary>
internal sealed class MissOpinion(RoutingDb db, CaseDesk desk) : IHandleDeadline
{
    /// <summary>Kind of the deadline; its key is the opinion.</summary>
    public const string Deadline = "opinion-due";

    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        var id = Guid.Parse(key);
        if (
            await db
                .Opinions.Where(o => o.Id == id)
                .Select(o => (Guid?)o.CaseId)
                .SingleOrDefaultAsync(ct)
            is not { } caseId
        )
            return;
        if (await desk.Take(caseId, ct) is not { } held)
            return;
        held.MissOpinion(
            held.Opinions.Single(o => o.Id == id),
            await desk.Around(held.CalendarVersion, null, ct)
        );
        await desk.Write(held, ct);
    }
}

using HoanKiem.Messaging;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Steps;

/// <summary>The due date of a step has passed: <c>StepDeadlineMissed</c>, once.</summary>
internal sealed class MissStepDeadline(RoutingDb db, CaseDesk desk) : IHandleDeadline
{
    /// <summary>Kind of the deadline; its key is the step.</summary>
    public const string Deadline = "step-due";

    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        var stepId = Guid.Parse(key);
        if (
            await db
                .Steps.Where(s => s.Id == stepId)
                .Select(s => (Guid?)s.CaseId)
                .SingleOrDefaultAsync(ct)
            is not { } caseId
        )
            return;
        if (await desk.Take(caseId, ct) is not { } held)
            return;
        held.Miss(held.StepOf(stepId)!, await desk.Around(held.CalendarVersion, null, ct));
        await desk.Write(held, ct);
    }
}

using HoanKiem.Messaging;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.ExternalSystems;

/// <summary>
/// Applies what another system reports, whichever way it came: by its callback or as the answer to our question. Runs in the
/// caller's transaction; a report that was heard before changes nothing.
/// </summary>
internal sealed class ExternalDesk(
    RoutingDb db,
    CaseDesk desk,
    IExpectations expectations,
    TimeProvider system
)
{
    /// <summary>Applies one report; false when this very report was heard before.</summary>
    public async Task<bool> Hear(
        ExternalRequest request,
        string messageId,
        ExternalReport report,
        CancellationToken ct
    )
    {
        if (
            await desk.Take(request.CaseId, ct) is not { } held
            || held.StepOf(request.StepId) is not { } step
        )
            return false;
        // After the lock on the case: the same report at the same moment waits there and finds this row.
        if (
            await db.ExternalEvents.AnyAsync(
                e => e.System == request.System && e.MessageId == messageId,
                ct
            )
        )
            return false;

        var heard = ExternalEvent.Of(request, messageId, report, system.GetUtcNow());
        db.Add(heard);
        request.Heard(report.ExternalId, ExternalStates.IsFinal(report.State), system.GetUtcNow());
        expectations.Met(Expected.Acknowledgement, step.Id.ToString());

        var world = await desk.Around(held.CalendarVersion, null, ct);
        if (ExternalStates.Rank(report.State) < 0)
        {
            held.Wonder(step, Short(report.State), world);
            heard.Effect = "for-a-person";
        }
        else
            heard.Effect = held.HearExternal(step, report, world);
        await desk.Write(held, ct);
        return true;
    }

    /// <summary>The other system has taken the request; it may have said more in the meantime.</summary>
    public async Task Sent(ExternalRequest request, CancellationToken ct)
    {
        if (
            await desk.Take(request.CaseId, ct) is not { } held
            || held.StepOf(request.StepId) is not { } step
        )
            return;
        var world = await desk.Around(held.CalendarVersion, null, ct);
        expectations.Met(Expected.Acknowledgement, step.Id.ToString());
        _ = held.HearExternal(
            step,
            new ExternalReport(request.ExternalId, ExternalStates.Sent, world.Now, null, null),
            world
        );
        await desk.Write(held, ct);
    }

    /// <summary>The other system cannot be reached, refuses or is not connected: it becomes somebody's work.</summary>
    public async Task FallSilent(ExternalRequest request, string detail, CancellationToken ct)
    {
        if (
            await desk.Take(request.CaseId, ct) is not { } held
            || held.StepOf(request.StepId) is not { } step
        )
            return;
        held.FallSilent(step, detail, await desk.Around(held.CalendarVersion, null, ct));
        await desk.Write(held, ct);
    }

    private static string Short(string text) => text.Length <= 64 ? text : text[..64];
}

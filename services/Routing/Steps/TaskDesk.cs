using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Routing.Steps;

/// <summary>A step that its caller may act on, with its case and the world.</summary>
internal sealed record TakenTask(Case Case, Step Step, Surroundings World);

/// <summary>Finds the step that an officer wants to act on: outside their reach it does not exist, inside it their role decides.</summary>
internal sealed class TaskDesk(RoutingDb db, CaseDesk desk, Caller caller, BusinessClock clock)
{
    /// <summary>Roles that examine.</summary>
    public static readonly OfficerRole[] Examiners = [OfficerRole.Specialist, OfficerRole.Leader];

    /// <summary>Roles that do what a clerk may do too.</summary>
    public static readonly OfficerRole[] Anyone =
    [
        OfficerRole.Clerk,
        OfficerRole.Specialist,
        OfficerRole.Leader,
    ];

    /// <summary>The step, or why not.</summary>
    public async Task<(TakenTask? Task, Refusal? Refusal)> Take(
        Guid stepId,
        OfficerRole[] roles,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var reach = await Reach.Of(caller, db, now, ct);
        if (
            await desk.Take(
                db.Cases.Visible(reach).Where(c => c.Steps.Any(s => s.Id == stepId)),
                ct
            )
                is not { } held
            || held.StepOf(stepId) is not { } step
        )
            return (null, Problems.Missing());
        // Another system's step, and one that has nobody yet, is looked after by the agency that decides.
        if (!reach.Has(step.IsExternal ? held.Agency : step.Agency ?? held.Agency, roles))
            return (null, Refusals.NotYours());
        return (new TakenTask(held, step, await desk.Around(held.CalendarVersion, now, ct)), null);
    }

    /// <summary>Whether the caller has one of the roles in the agency today.</summary>
    public async Task<bool> May(string agency, OfficerRole[] roles, CancellationToken ct) =>
        (await Reach.Of(caller, db, clock.GetUtcNow(), ct)).Has(agency, roles);
}

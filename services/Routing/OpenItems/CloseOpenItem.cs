using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.OpenItems;

/// <summary>POST /v1/open-items/{id}/closure — a person settles what no rule decides; a choice of an agency takes effect at once.</summary>
internal static class CloseOpenItem
{
    /// <summary>How it was settled.</summary>
    /// <param name="Resolution">As a code, e.g. <c>chosen</c>, <c>called</c>, <c>nothing-to-do</c>.</param>
    /// <param name="Agency">The agency chosen, where there is a choice.</param>
    public sealed record Request(
        [property: Required, StringLength(64, MinimumLength = 1)] string Resolution,
        [property: StringLength(64, MinimumLength = 1)] string? Agency = null
    );

    /// <summary>Settled.</summary>
    public sealed record Closed(Guid Id, DateTimeOffset ClosedAt, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/closure", Handle)
            .WithName(nameof(CloseOpenItem))
            .RequireIfMatch();

    private static async Task<Results<Ok<Closed>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        IfMatch version,
        HttpContext http,
        Caller caller,
        CaseDesk desk,
        RoutingDb db,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var reach = await Reach.Of(caller, db, now, ct);
        if (
            await db.OpenItems.Visible(reach).SingleOrDefaultAsync(i => i.Id == id, ct)
            is not { } item
        )
            return Problems.Missing().ToProblem();
        if (
            !item.HandlingAgencies.Any(agency =>
                reach.Has(agency, OfficerRole.Clerk, OfficerRole.Specialist, OfficerRole.Leader)
            )
        )
            return Refusals.NotYours().ToProblem();
        var no =
            version.Refuses(item.Version, item.ClosedBy)
            ?? item.Close(caller.Subject, request.Resolution, now);
        if (
            no is null
            && item is { IsChoice: true, CaseId: { } caseId }
            && await desk.Take(caseId, reach, ct) is { IsOpen: true } held
        )
        {
            no = Choose(
                held,
                item,
                request.Agency,
                await desk.Around(held.CalendarVersion, now, ct)
            );
            if (no is null)
                await desk.Write(held, ct);
        }
        if (no is not null)
            return no.ToProblem();
        await db.SaveChangesAsync(ct);
        http.SetETag(item.Version);
        return TypedResults.Ok(new Closed(id, now, item.Version));
    }

    private static Refusal? Choose(Case held, OpenItem item, string? agency, Surroundings world)
    {
        if (agency is null || (item.Options.Count > 0 && !item.Options.Contains(agency)))
            return Refusals.ChoiceRequired(item.Options);
        if (item.Kind == OpenItemKind.ChooseActor)
            return held.StepOf(item.StepId!.Value) is { IsDone: false } step
                ? held.Reassign(step, agency, world)
                : null;
        if (world.Agencies.Find(agency) is not { } successor || !successor.IsThereOn(world.Today))
            return Refusals.UnknownAgency(agency);
        held.HandOverTo(item.Detail, agency, world);
        return null;
    }
}

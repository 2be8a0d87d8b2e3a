using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Routing.HandOvers;

/// <summary>POST /v1/hand-overs — an agency gives the papers to the next one (chuyển hồ sơ): the first signature of the control sheet.</summary>
internal static class GivePapers
{
    /// <summary>Which papers go where.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="FromAgency">Who gives.</param>
    /// <param name="ToAgency">Who shall receive.</param>
    public sealed record Request(
        Guid CaseId,
        [property: Required, StringLength(64, MinimumLength = 1)] string FromAgency,
        [property: Required, StringLength(64, MinimumLength = 1)] string ToAgency
    );

    /// <summary>On their way.</summary>
    public sealed record Given(Guid Id, DateTimeOffset GivenAt, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/", Handle).WithName(nameof(GivePapers)).RequireIdempotencyKey();

    private static async Task<Results<Created<Given>, ProblemHttpResult>> Handle(
        Request request,
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
            await desk.Take(db.Cases.Visible(reach).Where(c => c.Id == request.CaseId), ct)
            is not { } held
        )
            return Problems.Missing().ToProblem();
        if (!reach.Has(request.FromAgency, TaskDesk.Anyone))
            return Refusals.NotYours().ToProblem();
        if (
            held.GivePapers(
                request.FromAgency,
                request.ToAgency,
                caller.Subject,
                await desk.Around(held.CalendarVersion, now, ct),
                out var given
            ) is
            { } no
        )
            return no.ToProblem();
        await desk.Write(held, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created(
            $"/v1/hand-overs/{given!.Id}",
            new Given(given.Id, now, given.Version)
        );
    }
}

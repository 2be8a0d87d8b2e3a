using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Cases;

/// <summary>GET /v1/cases/{id} — a case with its steps, questions, hand-overs and what came too late (phiếu kiểm soát quá trình).</summary>
internal static class GetCase
{
    /// <summary>The case.</summary>
    public sealed record View(
        Guid Id,
        Guid DossierId,
        Guid? ParentDossierId,
        string DossierNumber,
        string ProcedureCode,
        string ProcedureVersion,
        string Agency,
        string ReceivingAgency,
        string? LeadAgency,
        string Phase,
        DateTimeOffset AcceptedAt,
        DateTimeOffset? DueAt,
        string CalendarVersion,
        Outcome? Outcome,
        string? DecisionNumber,
        string? Capacity,
        DateTimeOffset? SignedAt,
        string? ReasonCode,
        IReadOnlyList<StepView> Steps,
        IReadOnlyList<OpinionView> Opinions,
        IReadOnlyList<HandOverView> HandOvers,
        IReadOnlyList<TraceView> Traces,
        int Version
    );

    /// <summary>A step of it.</summary>
    public sealed record StepView(
        Guid Id,
        string Key,
        string Name,
        string Kind,
        string State,
        string? Agency,
        string SystemOfRecord,
        IReadOnlyList<string> After,
        bool Optional,
        DateTimeOffset? AssignedAt,
        DateTimeOffset? DueAt,
        DateTimeOffset? MissedAt,
        string? ClaimedBy,
        IReadOnlyList<string> WaitsFor,
        Outcome? Proposal,
        string? ResultNumber,
        string? ReasonCode,
        DateTimeOffset? CompletedAt,
        Timeliness? Timeliness,
        string? ExternalId,
        string? ExternalState,
        bool ByHand,
        Guid? HandOverId,
        int Version
    );

    /// <summary>A question to another agency.</summary>
    public sealed record OpinionView(
        Guid Id,
        Guid StepId,
        string FromAgency,
        string ToAgency,
        string QuestionCode,
        DateTimeOffset AskedAt,
        DateTimeOffset? DueAt,
        string? AnswerCode,
        string? AnswerNumber,
        DateTimeOffset? AnsweredAt,
        Timeliness? Timeliness,
        int Version
    );

    /// <summary>Papers that go from one agency to another.</summary>
    public sealed record HandOverView(
        Guid Id,
        string FromAgency,
        string ToAgency,
        DateTimeOffset? DueAt,
        DateTimeOffset? GivenAt,
        DateTimeOffset? AcknowledgedAt,
        int Version
    );

    /// <summary>A fact that changed nothing any more.</summary>
    public sealed record TraceView(string Fact, string Code, DateTimeOffset OccurredAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}", Handle).WithName(nameof(GetCase));

    private static async Task<Results<Ok<View>, ProblemHttpResult>> Handle(
        Guid id,
        HttpContext http,
        Caller caller,
        RoutingDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var found = await db
            .Cases.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
            .Include(c => c.Steps)
            .Include(c => c.Opinions)
            .Include(c => c.HandOvers)
            .AsSingleQuery()
            .SingleOrDefaultAsync(c => c.Id == id, ct);
        if (found is null)
            return Problems.Missing().ToProblem();
        trail.Shows(found);
        http.SetETag(found.Version);
        return TypedResults.Ok(ViewOf(found, await Traces(found, db, ct)));
    }

    // Nothing is too late for a case that is open, but for papers that nobody acknowledged.
    private static async Task<IReadOnlyList<TraceView>> Traces(
        Case of,
        RoutingDb db,
        CancellationToken ct
    ) =>
        of.IsOpen && of.HandOvers.Count == 0
            ? []
            : await db
                .Traces.AsNoTracking()
                .Of(of)
                .OrderBy(t => t.Id)
                .Select(t => new TraceView(t.Fact, t.Code, t.OccurredAt))
                .ToListAsync(ct);

    private static View ViewOf(Case c, IReadOnlyList<TraceView> traces) =>
        new(
            c.Id,
            c.DossierId,
            c.ParentDossierId,
            c.DossierNumber,
            c.ProcedureCode,
            c.ProcedureVersion,
            c.Agency,
            c.ReceivingAgency,
            c.LeadAgency,
            c.Phase.ToString().ToLowerInvariant(),
            c.AcceptedAt,
            c.DueAt,
            c.CalendarVersion,
            c.Outcome,
            c.DecisionNumber,
            c.Capacity,
            c.SignedAt,
            c.ReasonCode,
            [
                .. c
                    .Steps.OrderBy(s => s.AssignedAt ?? DateTimeOffset.MaxValue)
                    .ThenBy(s => s.Position)
                    .Select(ViewOf),
            ],
            [
                .. c
                    .Opinions.OrderBy(o => o.AskedAt)
                    .Select(o => new OpinionView(
                        o.Id,
                        o.StepId,
                        o.FromAgency,
                        o.ToAgency,
                        o.QuestionCode,
                        o.AskedAt,
                        o.DueAt,
                        o.AnswerCode,
                        o.AnswerNumber,
                        o.AnsweredAt,
                        o.Timeliness,
                        o.Version
                    )),
            ],
            [
                .. c
                    .HandOvers.OrderBy(h => h.Id)
                    .Select(h => new HandOverView(
                        h.Id,
                        h.FromAgency,
                        h.ToAgency,
                        h.DueAt,
                        h.GivenAt,
                        h.AcknowledgedAt,
                        h.Version
                    )),
            ],
            traces,
            c.Version
        );

    private static StepView ViewOf(Step s) =>
        new(
            s.Id,
            s.Key,
            s.Name,
            s.Kind,
            s.State.ToString().ToLowerInvariant(),
            s.Agency,
            s.SystemOfRecord,
            s.After,
            s.Optional,
            s.AssignedAt,
            s.DueAt,
            s.MissedAt,
            s.ClaimedBy,
            [.. s.Waits.Where(w => w.To is null).Select(w => w.IsForMoney ? "fee" : "supplement")],
            s.Proposal,
            s.ResultNumber,
            s.ReasonCode,
            s.CompletedAt,
            s.Timeliness,
            s.ExternalId,
            s.ExternalState,
            s.ByHand,
            s.HandOverId,
            s.Version
        );
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Steps;

/// <summary>GET /v1/tasks — the open work (việc đang chờ) of the caller's agencies, due first.</summary>
internal static class ListTasks
{
    /// <summary>One piece of open work.</summary>
    /// <param name="StepId">The step; the task's identity.</param>
    /// <param name="CaseId">Its case.</param>
    /// <param name="CaseVersion">Version of the case, for a decision.</param>
    /// <param name="DossierId">The dossier.</param>
    /// <param name="DossierNumber">Its number.</param>
    /// <param name="ProcedureCode">Its procedure.</param>
    /// <param name="Key">Key in the route.</param>
    /// <param name="Name">Vietnamese name.</param>
    /// <param name="Kind"><c>examine</c>, <c>sign</c> or <c>give</c>.</param>
    /// <param name="Agency">Who.</param>
    /// <param name="State"><c>assigned</c> or <c>waiting</c>.</param>
    /// <param name="DueAt">By when.</param>
    /// <param name="Late">The legal date has passed and it does not wait.</param>
    /// <param name="WorkingMinutesLeft">Working minutes until due; 0 when late, null when no due date or calendar is known.</param>
    /// <param name="WaitsFor"><c>supplement</c>, <c>fee</c>, <c>opinion</c>, <c>papers</c>.</param>
    /// <param name="ClaimedBy">Subject of the officer who took it.</param>
    /// <param name="Version">Version of the task, for <c>If-Match</c>.</param>
    public sealed record Item(
        Guid StepId,
        Guid CaseId,
        int CaseVersion,
        Guid DossierId,
        string DossierNumber,
        string ProcedureCode,
        string Key,
        string Name,
        string Kind,
        string Agency,
        string State,
        DateTimeOffset? DueAt,
        bool Late,
        int? WorkingMinutesLeft,
        IReadOnlyList<string> WaitsFor,
        string? ClaimedBy,
        int Version
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListTasks));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        string? agency,
        string? state,
        string? cursor,
        [Range(1, 200)] int? limit,
        Caller caller,
        RoutingDb db,
        AuditTrail trail,
        Kept<Rulebook> rules,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        if (state is not (null or "assigned" or "waiting"))
            return Problems
                .Invalid(
                    "state",
                    "unknown",
                    "Trạng thái là assigned hoặc waiting.",
                    "The state is assigned or waiting."
                )
                .ToProblem();
        var now = clock.GetUtcNow();
        var reach = await Reach.Of(caller, db, now, ct);
        var reached = reach.Agencies;
        var agencies = agency is null ? reached : [.. reached.Where(a => a == agency)];
        var open = db.Steps.AsNoTracking().Visible(reach).Where(s => agencies.Contains(s.Agency!));
        open = state switch
        {
            "assigned" => open.Where(s => s.State == StepState.Assigned),
            "waiting" => open.Where(s => s.State == StepState.Waiting),
            _ => open.Where(s => s.State == StepState.Assigned || s.State == StepState.Waiting),
        };
        var count = await open.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset due, out var after))
                return Cursor.Unreadable().ToProblem();
            open = open.Where(s =>
                EF.Functions.GreaterThan(
                    ValueTuple.Create(s.DueOrder, s.Id),
                    ValueTuple.Create(due, after)
                )
            );
        }

        var size = limit ?? 50;
        var rows = await open.OrderBy(s => s.DueOrder)
            .ThenBy(s => s.Id)
            .Take(size + 1)
            .Join(
                db.Cases.AsNoTracking().Visible(reach),
                s => s.CaseId,
                c => c.Id,
                (s, c) =>
                    new
                    {
                        Step = s,
                        c.DossierNumber,
                        c.ProcedureCode,
                        c.CalendarVersion,
                        CaseVersion = c.Version,
                        Asks = c.Opinions.Any(o => o.StepId == s.Id && o.AnsweredAt == null),
                        PapersTravel = c.HandOvers.Any(h =>
                            h.Id == s.HandOverId && h.AcknowledgedAt == null
                        ),
                    }
            )
            .OrderBy(r => r.Step.DueOrder)
            .ThenBy(r => r.Step.Id)
            .ToListAsync(ct);
        var more = rows.Count > size;
        rows = [.. rows.Take(size)];
        trail.ShowsPage(rows.Select(row => row.Step));

        var items = new List<Item>(rows.Count);
        foreach (var row in rows)
        {
            var step = row.Step;
            var calendar = await rules.Find(db, known => known.Calendar(row.CalendarVersion), ct);
            List<string> waitsFor =
            [
                .. step
                    .Waits.Where(w => w.To is null)
                    .Select(w => w.IsForMoney ? "fee" : "supplement"),
            ];
            if (row.Asks)
                waitsFor.Add("opinion");
            if (row.PapersTravel)
                waitsFor.Add("papers");
            items.Add(
                new Item(
                    step.Id,
                    step.CaseId,
                    row.CaseVersion,
                    step.DossierId,
                    row.DossierNumber,
                    row.ProcedureCode,
                    step.Key,
                    step.Name,
                    step.Kind,
                    step.Agency!,
                    step.State.ToString().ToLowerInvariant(),
                    step.DueAt,
                    WorkingTime.Timeliness.IsOverdue(
                        now,
                        step.DueAt,
                        step.State == StepState.Waiting
                    ),
                    step.DueAt is { } dueAt ? calendar?.MinutesBetween(now, dueAt) : null,
                    waitsFor,
                    step.ClaimedBy,
                    step.Version
                )
            );
        }
        var next = more ? Cursor.After(rows[^1].Step.DueOrder, rows[^1].Step.Id) : null;
        return TypedResults.Ok(new Page<Item>(items, next, count));
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Opinions;

/// <summary>GET /v1/opinions — the questions that the caller's agencies still have to answer, oldest first.</summary>
internal static class ListOpinions
{
    /// <summary>An open question.</summary>
    public sealed record Item(
        Guid Id,
        Guid CaseId,
        string DossierNumber,
        string FromAgency,
        string ToAgency,
        string QuestionCode,
        DateOnly? PeriodFrom,
        DateOnly? PeriodTo,
        DateTimeOffset AskedAt,
        DateTimeOffset? DueAt,
        bool Late,
        int Version
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListOpinions));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        string? agency,
        string? cursor,
        [Range(1, 200)] int? limit,
        Caller caller,
        RoutingDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var reach = await Reach.Of(caller, db, now, ct);
        var reached = reach.Agencies;
        var agencies = agency is null ? reached : [.. reached.Where(a => a == agency)];
        var open = db
            .Opinions.AsNoTracking()
            .Visible(reach)
            .Where(o => o.AnsweredAt == null && agencies.Contains(o.ToAgency));
        var count = await open.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset asked, out var after))
                return Cursor.Unreadable().ToProblem();
            open = open.Where(o =>
                EF.Functions.GreaterThan(
                    ValueTuple.Create(o.AskedAt, o.Id),
                    ValueTuple.Create(asked, after)
                )
            );
        }
        var size = limit ?? 50;
        var rows = await open.OrderBy(o => o.AskedAt)
            .ThenBy(o => o.Id)
            .Take(size + 1)
            .Join(
                db.Cases.Visible(reach),
                o => o.CaseId,
                c => c.Id,
                (o, c) =>
                    new
                    {
                        Opinion = o,
                        c.DossierId,
                        c.DossierNumber,
                        c.OwnerSubject,
                        c.ReceivingAgency,
                    }
            )
            .OrderBy(r => r.Opinion.AskedAt)
            .ThenBy(r => r.Opinion.Id)
            .ToListAsync(ct);
        trail.ShowsPage<Opinion>([]);
        foreach (var r in rows.Take(size))
            trail.Shows(r.DossierId, r.OwnerSubject, r.ReceivingAgency);
        var items = rows.Take(size)
            .Select(r => new Item(
                r.Opinion.Id,
                r.Opinion.CaseId,
                r.DossierNumber,
                r.Opinion.FromAgency,
                r.Opinion.ToAgency,
                r.Opinion.QuestionCode,
                r.Opinion.PeriodFrom,
                r.Opinion.PeriodTo,
                r.Opinion.AskedAt,
                r.Opinion.DueAt,
                WorkingTime.Timeliness.IsOverdue(now, r.Opinion.DueAt, false),
                r.Opinion.Version
            ))
            .ToList();
        return TypedResults.Ok(
            new Page<Item>(
                items,
                rows.Count > size ? Cursor.After(items[^1].AskedAt, items[^1].Id) : null,
                count
            )
        );
    }
}

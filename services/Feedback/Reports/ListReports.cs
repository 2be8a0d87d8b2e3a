using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Feedback.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Feedback.Reports;

/// <summary>GET /v1/reports — a citizen's own reports, or those of an officer's agencies; newest first.</summary>
internal static class ListReports
{
    /// <param name="Id">Identity.</param>
    /// <param name="Version">For <c>If-Match</c>.</param>
    /// <param name="Agency">Slug of the agency concerned.</param>
    /// <param name="Kind">Content type.</param>
    /// <param name="Title">In a few words.</param>
    /// <param name="ReceivedAt">Business time.</param>
    /// <param name="AnsweredAt">Business time; not answered when null.</param>
    /// <param name="Answer">What was answered.</param>
    public sealed record Item(
        Guid Id,
        int Version,
        string Agency,
        string Kind,
        string Title,
        DateTimeOffset ReceivedAt,
        DateTimeOffset? AnsweredAt,
        string? Answer
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/", Handle)
            .WithName(nameof(ListReports))
            .WithSummary("Reports in your reach, newest first")
            .RequireAuthorization();

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Caller caller,
        FeedbackDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct,
        [FromQuery, Range(1, 100)] int limit = 20,
        [FromQuery] string? cursor = null
    )
    {
        var visible = db
            .Reports.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct));
        var count = await visible.LongCountAsync(r => r.AnsweredAt == null, ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset before, out var last))
                return Problems
                    .Invalid(
                        "cursor",
                        "unreadable",
                        "Con trỏ trang không đúng.",
                        "The page cursor is not one of ours."
                    )
                    .ToProblem();
            visible = visible.Where(r =>
                r.ReceivedAt < before || (r.ReceivedAt == before && r.Id < last)
            );
        }

        var rows = await visible
            .OrderByDescending(r => r.ReceivedAt)
            .ThenByDescending(r => r.Id)
            .Take(limit + 1)
            .Select(r => new
            {
                Item = new Item(
                    r.Id,
                    r.Version,
                    r.Agency,
                    r.Kind,
                    r.Title,
                    r.ReceivedAt,
                    r.AnsweredAt,
                    r.Answer
                ),
                r.OwnerSubject,
            })
            .ToListAsync(ct);
        var next =
            rows.Count > limit
                ? Cursor.After(rows[limit - 1].Item.ReceivedAt, rows[limit - 1].Item.Id)
                : null;
        trail.ShowsPage<Report>([]);
        foreach (var row in rows.Take(limit))
            trail.Shows(row.Item.Id, row.OwnerSubject, row.Item.Agency);
        return TypedResults.Ok(
            new Page<Item>([.. rows.Take(limit).Select(row => row.Item)], next, count)
        );
    }
}

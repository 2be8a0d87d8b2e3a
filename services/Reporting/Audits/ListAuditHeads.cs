using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Reporting.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Reporting.Audits;

/// <summary>GET /v1/audit-heads — how far the audit of a service was, each time that it said so; for inspectors and administrators, who verify it.</summary>
internal static class ListAuditHeads
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListAuditHeads)).ProducesProblem(404);

    private static async Task<Results<Ok<Page<ChainHead>>, ProblemHttpResult>> Handle(
        [Required, StringLength(32)] string service,
        [StringLength(64)] string? agency,
        string? cursor,
        [Range(1, 10_000)] int? limit,
        Caller caller,
        ReportingDb db,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var reach = await Reach.Of(caller, db, clock.GetUtcNow(), ct);
        if (!reach.Holds(OfficerRole.Inspector) && !reach.Holds(OfficerRole.Administrator))
            return Problems.Missing().ToProblem();
        var rows = db.Heads.AsNoTracking().Where(head => head.Service == service);
        if (agency is not null)
            rows = rows.Where(head => head.Agency == agency);
        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out string? _, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(head => head.Id > last);
        }

        var size = limit ?? 1_000;
        var found = await rows.OrderBy(head => head.Id).Take(size + 1).ToListAsync(ct);
        var page = found.Take(size).ToList();
        return TypedResults.Ok(
            new Page<ChainHead>(
                [
                    .. page.Select(head => new ChainHead(
                        head.Agency,
                        head.Entries,
                        head.Hash,
                        head.Day
                    )),
                ],
                found.Count > size ? Cursor.After("", page[^1].Id) : null,
                count
            )
        );
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>
/// GET /v1/data-requests — what people have asked about their data, in the caller's reach, the oldest first: in one dossier, of one
/// agency, open or answered, late or in time.
/// </summary>
internal static class ListDataRequests
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListDataRequests));

    private static async Task<Results<Ok<Page<DataRequestLine>>, ProblemHttpResult>> Handle(
        Desk desk,
        DossiersDb db,
        AuditTrail trail,
        Guid? dossier,
        string? agency,
        bool? open,
        bool? late,
        string? cursor,
        [Range(1, 200)] int? limit,
        CancellationToken ct
    )
    {
        var rows = db.DataRequests.AsNoTracking().Visible(await desk.Reach(ct));
        if (dossier is { } id)
            rows = rows.Where(request => request.DossierId == id);
        if (agency is not null)
            rows = rows.Where(request => request.Agency == agency);
        if (open is { } isOpen)
            rows = rows.Where(request => request.AnsweredAt == null == isOpen);
        if (late is { } isLate)
            rows = rows.Where(request =>
                ((request.AnsweredAt ?? desk.Now) >= request.LateFrom) == isLate
            );

        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out string? _, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(request => request.Id.CompareTo(last) > 0);
        }

        var size = limit ?? 50;
        var found = await rows.OrderBy(request => request.Id).Take(size + 1).ToListAsync(ct);
        var page = found.Take(size).ToList();
        trail.ShowsPage(page);
        return TypedResults.Ok(
            new Page<DataRequestLine>(
                [.. page.Select(request => DataRequestLine.Of(request, desk.Now))],
                found.Count > size ? Cursor.After("", page[^1].Id) : null,
                count
            )
        );
    }
}

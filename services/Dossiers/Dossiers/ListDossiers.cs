using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Timeliness = HoanKiem.Contracts.Timeliness;

namespace HoanKiem.Dossiers.Dossiers;

/// <summary>GET /v1/dossiers — the dossiers in the caller's reach, newest first: by agency, national status and lateness.</summary>
internal static class ListDossiers
{
    /// <summary>One line of the list; nothing personal.</summary>
    public sealed record Line(
        Guid Id,
        string RequestCode,
        string? Number,
        string ProcedureCode,
        Channel Channel,
        string ReceivingAgency,
        string DecidedBy,
        int Status,
        string StatusName,
        DateTimeOffset SubmittedAt,
        DateTimeOffset? PromisedDueAt,
        DateTimeOffset? LegalDueAt,
        Timeliness? Timeliness,
        DeliveryState ResultAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListDossiers));

    private static async Task<Results<Ok<Page<Line>>, ProblemHttpResult>> Handle(
        Desk desk,
        DossiersDb db,
        AuditTrail trail,
        string? agency,
        [Range(1, 10)] int? status,
        bool? late,
        string? cursor,
        [Range(1, 200)] int? limit,
        CancellationToken ct
    )
    {
        var rows = db.Dossiers.AsNoTracking().Visible(await desk.Reach(ct));
        if (agency is not null)
            rows = rows.Where(dossier =>
                dossier.ReceivingAgency == agency
                || dossier.ReceivedAt == agency
                || dossier.HandlingAgencies.Contains(agency)
            );
        if (status is not null)
            rows = rows.Where(dossier => dossier.Status == status);
        if (late is { } wanted)
        {
            // Late by local date; a dossier that waits for its citizen is not late.
            var today = LegalZone.StartOf(LegalZone.DateOf(desk.Now));
            rows = rows.Where(dossier =>
                (
                    dossier.Timeliness == Timeliness.Late
                    || (
                        dossier.Timeliness == null
                        && (dossier.Status == 2 || dossier.Status == 4)
                        && dossier.LegalDueAt < today
                    )
                ) == wanted
            );
        }

        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset at, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(dossier =>
                dossier.SubmittedAt < at
                || (dossier.SubmittedAt == at && dossier.Id.CompareTo(last) < 0)
            );
        }

        var size = limit ?? 50;
        var found = await rows.OrderByDescending(dossier => dossier.SubmittedAt)
            .ThenByDescending(dossier => dossier.Id)
            .Take(size + 1)
            .ToListAsync(ct);
        var page = found.Take(size).ToList();
        trail.ShowsPage(page);
        return TypedResults.Ok(
            new Page<Line>(
                [
                    .. page.Select(dossier => new Line(
                        dossier.Id,
                        dossier.RequestCode,
                        dossier.Number,
                        dossier.ProcedureCode,
                        dossier.Channel,
                        dossier.ReceivingAgency,
                        dossier.DecidedBy,
                        dossier.Status,
                        DossierStatus.InVietnamese(dossier.Status),
                        dossier.SubmittedAt,
                        dossier.PromisedDueAt,
                        dossier.LegalDueAt,
                        dossier.Timeliness,
                        dossier.ResultAt
                    )),
                ],
                found.Count > size ? Cursor.After(page[^1].SubmittedAt, page[^1].Id) : null,
                count
            )
        );
    }
}

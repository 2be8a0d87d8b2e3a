using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Shipments;

/// <summary>GET /v1/shipments?dossier=&amp;agency=&amp;state=&amp;cursor=&amp;limit= — parcels within the caller's reach, the newest first.</summary>
internal static class ListShipments
{
    public sealed record Item(
        Guid Id,
        Guid DossierId,
        string DossierLabel,
        string Carrier,
        string? Waybill,
        string Sender,
        string Status,
        DateTimeOffset StatusAt,
        int Attempts,
        DateTimeOffset CreatedAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListShipments));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Caller caller,
        PostalDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct,
        Guid? dossier = null,
        string? agency = null,
        string? state = null,
        string? cursor = null,
        int limit = 50
    )
    {
        var rows = db
            .Shipments.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct));
        if (dossier is not null)
            rows = rows.Where(s => s.DossierId == dossier);
        if (agency is not null)
            rows = rows.Where(s => s.SendingAgency == agency);
        if (state is not null)
        {
            if (!Words.TryRead<ShipmentStatus>(state, out var status))
                return Problems
                    .Invalid(
                        "state",
                        "unknown",
                        "Trạng thái không tồn tại.",
                        "There is no such state."
                    )
                    .ToProblem();
            rows = rows.Where(s => s.Status == status);
        }

        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset at, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(s => s.CreatedAt < at || (s.CreatedAt == at && s.Id < last));
        }

        limit = Math.Clamp(limit, 1, 200);
        var found = await rows.OrderByDescending(s => s.CreatedAt)
            .ThenByDescending(s => s.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        var page = found.Take(limit).ToList();
        trail.ShowsPage(page);
        var next = found.Count > limit ? Cursor.After(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<Item>([.. page.Select(Of)], next, count));
    }

    private static Item Of(Shipment s) =>
        new(
            s.Id,
            s.DossierId,
            s.DossierLabel,
            s.Carrier,
            s.Waybill,
            s.SendingAgency,
            Words.Of(s.Status),
            s.StatusAt,
            s.Attempts,
            s.CreatedAt
        );
}

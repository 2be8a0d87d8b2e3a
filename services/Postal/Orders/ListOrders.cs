using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Shipments;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Orders;

/// <summary>GET /v1/orders?dossier=&amp;agency=&amp;state=&amp;cursor= — collections within the caller's reach, the newest first.</summary>
internal static class ListOrders
{
    public sealed record Item(
        Guid Id,
        Guid DossierId,
        string DossierLabel,
        string Carrier,
        string? Waybill,
        string Agency,
        string Status,
        DateTimeOffset StatusAt,
        DateTimeOffset CreatedAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListOrders));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Caller caller,
        PostalDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct,
        Guid? dossier = null,
        string? agency = null,
        string? state = null,
        string? cursor = null
    )
    {
        var rows = db
            .Orders.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct));
        if (dossier is not null)
            rows = rows.Where(o => o.DossierId == dossier);
        if (agency is not null)
            rows = rows.Where(o => o.ReceivingAgency == agency);
        if (state is not null)
        {
            if (!Words.TryRead<CollectionStatus>(state, out var status))
                return Problems
                    .Invalid(
                        "state",
                        "unknown",
                        "Trạng thái không tồn tại.",
                        "There is no such state."
                    )
                    .ToProblem();
            rows = rows.Where(o => o.Status == status);
        }

        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset at, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(o => o.CreatedAt < at || (o.CreatedAt == at && o.Id < last));
        }

        var found = await rows.OrderByDescending(o => o.CreatedAt)
            .ThenByDescending(o => o.Id)
            .Take(51)
            .ToListAsync(ct);
        var page = found.Take(50).ToList();
        trail.ShowsPage(page);
        var next = found.Count > 50 ? Cursor.After(page[^1].CreatedAt, page[^1].Id) : null;
        return TypedResults.Ok(new Page<Item>([.. page.Select(Of)], next, count));
    }

    private static Item Of(CollectionOrder o) =>
        new(
            o.Id,
            o.DossierId,
            o.DossierLabel,
            o.Carrier,
            o.Waybill,
            o.ReceivingAgency,
            Words.Of(o.Status),
            o.StatusAt,
            o.CreatedAt
        );
}

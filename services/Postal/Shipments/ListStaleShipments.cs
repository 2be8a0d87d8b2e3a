using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Postal.Calendars;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Postal.Shipments;

/// <summary>GET /v1/shipments/stale?workingDays= — parcels under way of which nothing was heard for some working days, the longest silence first.</summary>
internal static class ListStaleShipments
{
    public sealed record Item(
        Guid Id,
        Guid DossierId,
        string DossierLabel,
        string Carrier,
        string? Waybill,
        string Sender,
        string Status,
        DateTimeOffset LastHeardAt
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/stale", Handle).WithName(nameof(ListStaleShipments));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Caller caller,
        PostalDb db,
        AuditTrail trail,
        BusinessClock clock,
        IOptions<PostalOptions> options,
        CancellationToken ct,
        int? workingDays = null,
        string? cursor = null
    )
    {
        var days = workingDays ?? options.Value.StaleAfterWorkingDays;
        if (days is < 1 or > 60)
            return Problems
                .Invalid("workingDays", "range", "Từ 1 đến 60 ngày.", "From 1 to 60 days.")
                .ToProblem();

        var now = clock.GetUtcNow();
        var day = await UnusualDay.WorkingDaysBefore(db, LegalZone.DateOf(now), days, ct);
        var local = now.ToOffset(TimeSpan.FromHours(7));
        var before = new DateTimeOffset(
            day.ToDateTime(TimeOnly.FromDateTime(local.DateTime)),
            local.Offset
        ).ToUniversalTime();
        var rows = db
            .Shipments.AsNoTracking()
            .Visible(await Reach.Of(caller, db, now, ct))
            .Where(s =>
                s.Status != ShipmentStatus.Delivered
                && s.Status != ShipmentStatus.Returned
                && s.Status != ShipmentStatus.Lost
                && s.Status != ShipmentStatus.Cancelled
            )
            .Where(s => s.LastHeardAt <= before);
        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset at, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(s => s.LastHeardAt > at || (s.LastHeardAt == at && s.Id > last));
        }

        var found = await rows.OrderBy(s => s.LastHeardAt)
            .ThenBy(s => s.Id)
            .Take(51)
            .ToListAsync(ct);
        var page = found.Take(50).ToList();
        trail.ShowsPage(page);
        var next = found.Count > 50 ? Cursor.After(page[^1].LastHeardAt, page[^1].Id) : null;
        return TypedResults.Ok(
            new Page<Item>(
                [
                    .. page.Select(s => new Item(
                        s.Id,
                        s.DossierId,
                        s.DossierLabel,
                        s.Carrier,
                        s.Waybill,
                        s.SendingAgency,
                        Words.Of(s.Status),
                        s.LastHeardAt
                    )),
                ],
                next,
                count
            )
        );
    }
}

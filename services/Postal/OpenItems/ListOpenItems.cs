using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.OpenItems;

/// <summary>GET /v1/open-items?cursor= — what waits for a person, the oldest first; what belongs to no agency is shown to administrators.</summary>
internal static class ListOpenItems
{
    public sealed record Item(
        Guid Id,
        string Kind,
        Guid? ItemId,
        string Carrier,
        string? Waybill,
        string? Code,
        string Agency,
        DateTimeOffset OpenedAt,
        int Version
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", Handle).WithName(nameof(ListOpenItems));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> Handle(
        Caller caller,
        PostalDb db,
        AuditTrail trail,
        BusinessClock clock,
        CancellationToken ct,
        string? cursor = null
    )
    {
        var rows = db
            .OpenItems.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
            .Where(i => i.ClosedAt == null);
        var count = await rows.LongCountAsync(ct);
        if (cursor is not null)
        {
            if (!Cursor.TryRead(cursor, out DateTimeOffset at, out var last))
                return Cursor.Unreadable().ToProblem();
            rows = rows.Where(i => i.OpenedAt > at || (i.OpenedAt == at && i.Id > last));
        }

        var found = await rows.OrderBy(i => i.OpenedAt).ThenBy(i => i.Id).Take(51).ToListAsync(ct);
        var page = found.Take(50).ToList();
        trail.ShowsPage(page);
        var next = found.Count > 50 ? Cursor.After(page[^1].OpenedAt, page[^1].Id) : null;
        return TypedResults.Ok(
            new Page<Item>(
                [
                    .. page.Select(i => new Item(
                        i.Id,
                        i.Kind,
                        i.ItemId,
                        i.Carrier,
                        i.Waybill,
                        i.Code,
                        i.ReceivingAgency,
                        i.OpenedAt,
                        i.Version
                    )),
                ],
                next,
                count
            )
        );
    }
}

using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.OpenItems;

/// <summary>
/// POST /v1/open-items/{id}/closure — a person has dealt with it: <c>kept</c>, or <c>corrected</c>. Of two contradicting ends,
/// <c>corrected</c> makes the later one true and publishes it.
/// </summary>
internal static class CloseOpenItem
{
    /// <param name="Resolution"><c>kept</c> or <c>corrected</c>.</param>
    public sealed record Request(
        [property: Required, RegularExpression("^(kept|corrected)$")] string Resolution
    );

    public sealed record Answer(Guid Id, string Resolution, DateTimeOffset ClosedAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/closure", Handle)
            .WithName(nameof(CloseOpenItem))
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        Caller caller,
        HttpContext http,
        PostalDb db,
        CarrierNews news,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var reach = await Reach.Of(caller, db, now, ct);
        var item = await db.OpenItems.Visible(reach).SingleOrDefaultAsync(i => i.Id == id, ct);
        if (item is null)
            return Problems.Missing().ToProblem();
        if (item.ReceivingAgency.Length > 0 && !reach.WorksFor(item.Agencies))
            return Refusals.NotYours().ToProblem();
        if (item.Close(caller.Subject, request.Resolution, now) is { } refusal)
            return refusal.ToProblem();

        if (
            item is { Kind: "contradicting-end", EventKey: { } key }
            && request.Resolution == "corrected"
        )
        {
            var shipment = await db
                .Shipments.Visible(reach)
                .SingleOrDefaultAsync(s => s.Id == item.ItemId, ct);
            var other = await db
                .CarrierEvents.AsNoTracking()
                .Visible(reach)
                .SingleAsync(e => e.Carrier == item.Carrier && e.Key == key, ct);
            if (shipment is not null)
                news.Publish(shipment.Settle(other.ToFact(), now));
        }

        await db.SaveChangesAsync(ct);
        http.SetETag(item.Version);
        return TypedResults.Ok(new Answer(id, request.Resolution, now));
    }
}

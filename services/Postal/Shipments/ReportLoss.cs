using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Shipments;

/// <summary>
/// POST /v1/shipments/{id}/loss — an officer records that the carrier cannot find a parcel (<c>ShipmentLost</c>). The carrier answers for
/// loss and for the cost of issuing the result again.
/// </summary>
internal static class ReportLoss
{
    /// <param name="ReasonCode">Why, as a code.</param>
    public sealed record Request([property: Required, StringLength(40)] string ReasonCode);

    public sealed record Answer(Guid Id, string Status, DateTimeOffset LostAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/loss", Handle)
            .WithName(nameof(ReportLoss))
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
        Request request,
        Caller caller,
        HttpContext http,
        PostalDb db,
        CarrierNews news,
        BusinessClock clock,
        TimeProvider system,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var reach = await Reach.Of(caller, db, now, ct);
        var shipment = await db.Shipments.Visible(reach).SingleOrDefaultAsync(s => s.Id == id, ct);
        if (shipment is null)
            return Problems.Missing().ToProblem();
        if (!reach.WorksFor(shipment.Agencies))
            return Refusals.NotYours().ToProblem();
        if (shipment.Ended)
            return Refusals.Ended().ToProblem();
        if (shipment.HandedOverAt is null)
            return Refusals.NotHandedOver().ToProblem();

        var said = CarrierEvent.FromOffice(
            Guid.CreateVersion7(system.GetUtcNow()),
            shipment.Carrier,
            id,
            CarrierMeaning.Lost,
            request.ReasonCode,
            now
        );
        await news.Take(shipment, said, reach, ct);
        await db.SaveChangesAsync(ct);
        http.SetETag(shipment.Version);
        return TypedResults.Ok(new Answer(id, Words.Of(shipment.Status), shipment.StatusAt));
    }
}

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
/// POST /v1/shipments/{id}/hand-over — an officer gives the parcel to the postal worker. What the carrier says later about the same
/// moment adds nothing.
/// </summary>
internal static class HandOverShipment
{
    public sealed record Answer(Guid Id, string Status, DateTimeOffset HandedOverAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{id:guid}/hand-over", Handle)
            .WithName(nameof(HandOverShipment))
            .RequireIdempotencyKey();

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid id,
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
        if (Refuses(shipment) is { } refusal)
            return refusal.ToProblem();

        await HandOver(shipment, reach, news, now, system, ct);
        await db.SaveChangesAsync(ct);
        http.SetETag(shipment.Version);
        return TypedResults.Ok(
            new Answer(id, Words.Of(shipment.Status), shipment.HandedOverAt!.Value)
        );
    }

    /// <summary>Why a parcel cannot be handed over.</summary>
    internal static Refusal? Refuses(Shipment shipment) =>
        shipment switch
        {
            { Ended: true } => Refusals.Ended(),
            { HandedOverAt: not null } => Refusals.AlreadyHandedOver(),
            { Waybill: null } => Refusals.NoNumberYet(),
            _ => null,
        };

    /// <summary>The office says that the carrier has it.</summary>
    internal static Task HandOver(
        Shipment shipment,
        Reach reach,
        CarrierNews news,
        DateTimeOffset now,
        TimeProvider system,
        CancellationToken ct
    ) =>
        news.Take(
            shipment,
            CarrierEvent.FromOffice(
                Guid.CreateVersion7(system.GetUtcNow()),
                shipment.Carrier,
                shipment.Id,
                CarrierMeaning.HandedOver,
                null,
                now
            ),
            reach,
            ct
        );
}

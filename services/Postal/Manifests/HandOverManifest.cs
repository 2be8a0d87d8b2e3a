using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Shipments;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Manifests;

/// <summary>POST /v1/manifests — an agency gives several parcels to one carrier at once, all of them or none.</summary>
internal static class HandOverManifest
{
    /// <param name="Agency">Slug of the agency that sends.</param>
    /// <param name="Carrier">Who takes them.</param>
    /// <param name="ShipmentIds">The parcels.</param>
    public sealed record Request(
        [property: Required, StringLength(80)] string Agency,
        [property: Required, StringLength(40)] string Carrier,
        [property: Required, MinLength(1), MaxLength(500)] IReadOnlyList<Guid> ShipmentIds
    );

    public sealed record Answer(Guid Id, long Number, int Parcels, DateTimeOffset GivenAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/", Handle).WithName(nameof(HandOverManifest)).RequireIdempotencyKey();

    private static async Task<Results<Created<Answer>, ProblemHttpResult>> Handle(
        Request request,
        Caller caller,
        PostalDb db,
        CarrierNews news,
        BusinessClock clock,
        TimeProvider system,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var ids = request.ShipmentIds.Distinct().ToArray();
        var reach = await Reach.Of(caller, db, now, ct);
        var shipments = await db
            .Shipments.Visible(reach)
            .Where(s => ids.Contains(s.Id))
            .Where(s => s.SendingAgency == request.Agency && s.Carrier == request.Carrier)
            .OrderBy(s => s.Id)
            .ToListAsync(ct);
        if (shipments.Count < ids.Length)
            return Problems.Missing().At("shipmentIds", "unknown").ToProblem();
        if (!reach.WorksFor([request.Agency]))
            return Refusals.NotYours().ToProblem();

        foreach (var shipment in shipments)
        {
            if (HandOverShipment.Refuses(shipment) is { } refusal)
                return refusal.At("shipmentIds").With("shipmentId", shipment.Id).ToProblem();
            await HandOverShipment.HandOver(shipment, reach, news, now, system, ct);
        }

        var number = await db
            .Database.SqlQuery<long>($"select nextval('manifest_number') as \"Value\"")
            .ToListAsync(ct);
        var manifest = Manifest.Of(
            Guid.CreateVersion7(system.GetUtcNow()),
            number[0],
            request.Carrier,
            request.Agency,
            ids,
            caller.Subject,
            now
        );
        db.Add(manifest);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created(
            $"/v1/manifests/{manifest.Id}",
            new Answer(manifest.Id, manifest.Number, ids.Length, now)
        );
    }
}

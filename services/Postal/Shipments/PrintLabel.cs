using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Postal.Agencies;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Labels;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Waybills;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Shipments;

/// <summary>GET /v1/shipments/{id}/label — the label of a parcel as PDF, A6, with the addressee: for officers of the agencies that handle it.</summary>
internal static class PrintLabel
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/{id:guid}/label", Handle)
            .WithName(nameof(PrintLabel))
            .Produces<FileContentHttpResult>(StatusCodes.Status200OK, "application/pdf")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Handle(
        Guid id,
        Caller caller,
        PostalDb db,
        AuditTrail trail,
        Sealing sealing,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var shipment = await db
            .Shipments.AsNoTracking()
            .Visible(await Reach.Of(caller, db, clock.GetUtcNow(), ct))
            .SingleOrDefaultAsync(s => s.Id == id, ct);
        if (shipment is null)
            return Problems.Missing().ToProblem();
        if (!ItemIdentifier.TryParse(shipment.Waybill, out var waybill))
            return Refusals.NoNumberYet().ToProblem();

        trail.Shows(shipment);
        var party = await db.Parties.AsNoTracking().Of(shipment).SingleOrDefaultAsync(ct);
        if (party?.Open(sealing) is not { } addressee)
            return Refusals.Unreadable().ToProblem();

        var day = LegalZone.DateOf(shipment.CreatedAt);
        var pdf = LabelPdf.Draw(
            new LabelText(
                waybill.Text,
                waybill.ForPeople(),
                $"HK1;{waybill.Text};{shipment.Id:N}",
                shipment.DossierLabel,
                Carrier.Find(shipment.Carrier)?.Name ?? shipment.Carrier,
                await Agency.NameOf(db, shipment.SendingAgency, day, ct),
                SenderAddress: null,
                addressee.Name,
                addressee.Phone,
                addressee.Address,
                shipment.CashOnDelivery,
                day
            )
        );
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(pdf, "application/pdf", waybill.Text + ".pdf");
    }
}

namespace HoanKiem.Simulators.Carrier;

/// <summary>A plain REST interface with an idempotency key and international event codes.</summary>
internal static class RestInterface
{
    private const string Carrier = "buu-chinh";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orders", Take);
        routes.MapDelete("/orders/{waybill}", Cancel);
        routes.MapGet("/tracking/{waybill}", Track);
    }

    private static IResult Take(Order order, HttpRequest request, Depot depot, Settings settings)
    {
        if (request.Headers.Authorization != "Bearer " + settings.Token)
            return Results.Unauthorized();
        if (request.Headers["Idempotency-Key"].Count == 0 || order.TrackingNumber.Length != 13)
            return Results.BadRequest(
                new { error = "Idempotency-Key and trackingNumber are required" }
            );
        if (order.From.Address.Length == 0 || order.To.Address.Length == 0)
            return Results.UnprocessableEntity(new { error = "addresses are required" });

        var collection = order.Service == "collection";
        var fresh = depot.Take(
            Carrier,
            order.TrackingNumber,
            order.Reference,
            collection,
            order.CashOnDelivery
        );
        var body = new { trackingNumber = order.TrackingNumber };
        return fresh
            ? Results.Created($"/tracking/{order.TrackingNumber}", body)
            : Results.Ok(body);
    }

    private static IResult Cancel(string waybill, Depot depot) =>
        depot.Cancel(Carrier, waybill) ? Results.NoContent() : Results.Conflict();

    private static IResult Track(string waybill, Depot depot) =>
        depot.Track(Carrier, waybill) is { } happened
            ? Results.Ok(
                new
                {
                    trackingNumber = waybill,
                    events = happened.Select(h =>
                        Codes.Tell(depot.Items.First(i => i.Waybill == waybill), h)
                    ),
                }
            )
            : Results.NotFound();

    private sealed record Place(string Name, string? Phone, string Address);

    private sealed record Order(
        string Service,
        string TrackingNumber,
        string Reference,
        long CashOnDelivery,
        Place From,
        Place To
    );
}

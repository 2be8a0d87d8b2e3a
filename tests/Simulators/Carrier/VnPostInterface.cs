using System.Text.Json;

namespace HoanKiem.Simulators.Carrier;

/// <summary>The order interface as VNPost gives it to one-stop systems: everything is 200, the truth is in <c>Status</c>.</summary>
internal static class VnPostInterface
{
    private const string Carrier = "vnpost";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orders", Order);
        routes.MapPost("/orders/{waybill}/cancel", Cancel);
        routes.MapGet("/orders/{waybill}/tracking", Track);
    }

    private static IResult Order(
        JsonElement body,
        HttpRequest request,
        Depot depot,
        Settings settings
    )
    {
        if (request.Headers["access_token"] != settings.Token)
            return Say("401", "access_token");
        var waybill = Text(body, "ItemCode");
        if (waybill.Length != 13)
            return Say("400", "ItemCode");
        foreach (
            var name in new[]
            {
                "SenderName",
                "SenderAddress",
                "ReceiverName",
                "ReceiverAddress",
                "OrderNumber",
            }
        )
        {
            if (Text(body, name).Length == 0)
                return Say("400", name);
        }

        var collection = Text(body, "govAgencyCode").Length > 0;
        var cash = body.TryGetProperty("CODAmount", out var amount) ? amount.GetInt64() : 0;
        return depot.Take(Carrier, waybill, Text(body, "OrderNumber"), collection, cash)
            ? Say("100", "OK")
            : Say("101", "Đã gửi");
    }

    private static IResult Cancel(string waybill, Depot depot) =>
        depot.Cancel(Carrier, waybill) ? Say("100", "OK") : Say("102", "Không hủy được");

    private static IResult Track(string waybill, Depot depot) =>
        depot.Track(Carrier, waybill) is { } happened
            ? Json(
                happened.Select(h => Codes.Tell(depot.Items.First(i => i.Waybill == waybill), h))
            )
            : Results.NotFound();

    private static string Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()!
            : "";

    private static IResult Say(string status, string message) =>
        Json(new { Status = status, Message = message });

    private static IResult Json<T>(T body) => Results.Json(body, new JsonSerializerOptions());
}

using System.Text.Json.Nodes;

namespace HoanKiem.Simulators.NationalPortal;

/// <summary>Log in, then one address for all services; <c>error_code</c> “00” is success whatever the HTTP status says.</summary>
internal static class PartnerInterface
{
    private static readonly string[] CodeMembers = ["MaHoSo"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/login",
            (JsonObject body, Ledger ledger, IConfiguration settings) =>
                (string?)body["username"] == settings.GetValue("NationalPortal:User", "hoankiem")
                && (string?)body["password"]
                    == settings.GetValue("NationalPortal:Password", "development-only")
                    ? Results.Json(new { session = ledger.OpenSession(), error_code = "00" })
                    : Results.Json(new { session = (string?)null, error_code = "01" })
        );

        routes.MapPost("/services", Call);
    }

    private static IResult Call(JsonObject body, Ledger ledger)
    {
        if (!ledger.IsOpen((string?)body["session"]))
            return Answer("02", "session");

        var service = (string?)body["service"];
        return service switch
        {
            "DongBoHoSoMC" or "CapNhatTienDoHoSoMC" => Keep(
                service,
                body["data"] as JsonArray,
                ledger
            ),
            "TraCuuHoSo" => ledger.About((string?)body["mahoso"] ?? "") is { } told
                ? Results.Json(new { error_code = "00", data = told.Select(t => t.Record) })
                : Answer("04", "mahoso"),
            _ => Answer("03", "service"),
        };
    }

    private static IResult Keep(string service, JsonArray? data, Ledger ledger)
    {
        if (data is null || data.Count == 0)
            return Answer("05", "data");

        foreach (var record in data)
        {
            if (
                CodeMembers.FirstOrDefault(member =>
                    string.IsNullOrEmpty((string?)record?[member])
                ) is
                { } missing
            )
                return Answer("06", missing);
        }

        foreach (var record in data)
            ledger.Tell((string)record!["MaHoSo"]!, service, record);
        return Answer("00", "");
    }

    private static IResult Answer(string code, string about) =>
        Results.Json(new { error_code = code, message = about });
}

using System.Text.Json.Nodes;

namespace HoanKiem.Simulators.NationalPortal;

/// <summary>What a citizen does at the portal, played by whoever drives the simulation.</summary>
internal static class CitizenSide
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // The body is the dossier in the portal's own member names, without MaHoSo: the portal gives that.
        routes.MapPost(
            "/citizen/dossiers",
            async (
                JsonObject dossier,
                Ledger ledger,
                HandOver handOver,
                TimeProvider clock,
                CancellationToken ct
            ) =>
            {
                var code = ledger.NextCode(
                    DateOnly.FromDateTime(clock.GetUtcNow().AddHours(7).Date)
                );
                dossier["MaHoSo"] = code;
                ledger.Tell(code, "Nop", dossier);
                var answer = await handOver.Send(code, dossier, ct);
                return Results.Json(
                    new
                    {
                        MaHoSo = code,
                        answer.Status,
                        answer.Body,
                    }
                );
            }
        );

        routes.MapGet(
            "/citizen/dossiers/{code}",
            (string code, Ledger ledger) =>
                ledger.About(code) is { } told ? Results.Json(told) : Results.NotFound()
        );
        routes.MapGet("/citizen/dossiers", (Ledger ledger) => ledger.LatestStatus());
    }
}

using System.Text.Json;

namespace HoanKiem.Simulators.Carrier;

/// <summary>How a demonstration or a test steers the carrier; a real one has nothing like it.</summary>
internal static class Control
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/", Change);
        routes.MapGet("/", Show);
        routes.MapGet("/items/{waybill}", ShowItem);
    }

    private static IResult Change(Request request, Settings settings)
    {
        foreach (var (item, name) in request.Behaviours ?? [])
        {
            if (!Enum.TryParse<Behaviour>(name, ignoreCase: true, out var behaviour))
                return Unknown(name);
            settings.Behaviours[item] = behaviour;
        }

        foreach (var name in request.Next ?? [])
        {
            if (!Enum.TryParse<Behaviour>(name, ignoreCase: true, out var behaviour))
                return Unknown(name);
            settings.Next.Enqueue(behaviour);
        }

        settings.Seed = request.Seed ?? settings.Seed;
        settings.Speed = request.Speed is > 0 ? request.Speed.Value : settings.Speed;
        settings.CallbackUrl = request.CallbackUrl ?? settings.CallbackUrl;
        return Results.NoContent();
    }

    // What is still to come, and when: whoever drives the time knows by that how far to go.
    private static IResult Show(Depot depot, Settings settings)
    {
        var waiting = depot.Waiting;
        return Results.Ok(
            new
            {
                settings.Seed,
                settings.Speed,
                settings.CallbackUrl,
                items = depot.Items.Count,
                byBehaviour = depot.Items.CountBy(item => Name(item.Behaviour)).ToDictionary(),
                waiting = waiting.Count,
                nextAt = waiting.Min(call => (DateTimeOffset?)call.SendAt),
                lastAt = waiting.Max(call => (DateTimeOffset?)call.SendAt),
                sent = depot.Sent,
            }
        );
    }

    private static IResult ShowItem(string waybill, Depot depot) =>
        depot.Items.FirstOrDefault(item => item.Waybill == waybill) is { } found
            ? Results.Ok(
                new
                {
                    found.Carrier,
                    found.Waybill,
                    found.OrderNumber,
                    found.Collection,
                    behaviour = Name(found.Behaviour),
                    found.CancelledAt,
                    script = found.Script.Select(h => new { step = h.Step.ToString(), h.At }),
                }
            )
            : Results.NotFound();

    private static string Name(Behaviour behaviour) =>
        JsonNamingPolicy.CamelCase.ConvertName(behaviour.ToString());

    private static IResult Unknown(string name) =>
        Results.BadRequest(new { error = $"unknown behaviour {name}" });

    /// <param name="Seed">New seed of the dice.</param>
    /// <param name="Speed">How many times faster than life.</param>
    /// <param name="CallbackUrl">Base address of the service to call back.</param>
    /// <param name="Behaviours">By waybill or order number: deliver, return, lose, twice, shuffled, silent.</param>
    /// <param name="Next">Behaviours of the next deliveries, one each.</param>
    private sealed record Request(
        int? Seed,
        double? Speed,
        string? CallbackUrl,
        Dictionary<string, string>? Behaviours,
        List<string>? Next
    );
}

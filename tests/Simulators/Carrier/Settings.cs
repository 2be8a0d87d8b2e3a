using System.Collections.Concurrent;

namespace HoanKiem.Simulators.Carrier;

/// <summary>How the carrier behaves; <c>POST /control</c> changes it while it runs.</summary>
internal sealed class Settings(IConfiguration configuration)
{
    /// <summary>Same seed, same orders: same behaviour.</summary>
    public int Seed { get; set; } = configuration.GetValue("Carrier:Seed", 1);

    /// <summary>How many times faster than life parcels move, in business time.</summary>
    public double Speed { get; set; } = configuration.GetValue("Carrier:Speed", 1d);

    /// <summary>Base address of the service that is called back.</summary>
    public string? CallbackUrl { get; set; } =
        configuration["Carrier:CallbackUrl"] ?? configuration["services:postal:http:0"];

    /// <summary>Secret of the signatures, the same for both carriers; the default is known on developers' machines only.</summary>
    public string Secret { get; set; } =
        configuration["Carrier:WebhookSecret"]
        ?? "whsec_aG9hbmtpZW0tZGV2ZWxvcG1lbnQtY2Fycmllci0wMDE=";

    /// <summary>What callers have to show.</summary>
    public string Token { get; } = configuration["Carrier:Token"] ?? "development";

    /// <summary>Behaviour of one item, by waybill or order number.</summary>
    public ConcurrentDictionary<string, Behaviour> Behaviours { get; } =
        new(StringComparer.Ordinal);

    /// <summary>Behaviours of the next deliveries, one each, before the dice are thrown.</summary>
    public ConcurrentQueue<Behaviour> Next { get; } = new();
}

/// <summary>What happens to an item.</summary>
internal enum Behaviour
{
    /// <summary>It arrives, some at the second try; told once and in order.</summary>
    Deliver,

    /// <summary>It comes back after two tries in vain. A collection is cancelled.</summary>
    Return,

    /// <summary>It is lost.</summary>
    Lose,

    /// <summary>It arrives; everything is told twice, once with the same id and once with a new one.</summary>
    Twice,

    /// <summary>It arrives; everything is told at the end and out of order.</summary>
    Shuffled,

    /// <summary>It arrives; nothing is told, but who asks is answered.</summary>
    Silent,
}

namespace HoanKiem.Postal;

/// <summary>Options of the service, section <c>Postal</c>.</summary>
internal sealed class PostalOptions
{
    /// <summary>Whether agencies get made-up ranges of item numbers.</summary>
    public bool DemonstrationRanges { get; set; }

    /// <summary>How often bookings are looked for, system time.</summary>
    public TimeSpan BookingPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a carrier may take to answer a call, system time.</summary>
    public TimeSpan CarrierTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often silent parcels are looked for, system time.</summary>
    public TimeSpan ReconciliationPoll { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which the carrier is asked, business time.</summary>
    public TimeSpan SilenceBeforeAsking { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many parcels are asked about in one round: a carrier's budget of calls.</summary>
    public int AsksPerRound { get; set; } = 20;

    /// <summary>Working days of silence after which a parcel is listed as stale.</summary>
    public int StaleAfterWorkingDays { get; set; } = 3;

    /// <summary>Each carrier's address and secrets, by its code.</summary>
    public Dictionary<string, CarrierAccount> Carriers { get; } = new(StringComparer.Ordinal);

    /// <summary>Address and secrets of a carrier.</summary>
    internal sealed class CarrierAccount
    {
        /// <summary>Base address of its interface.</summary>
        public string Url { get; set; } = "";

        /// <summary>What we show when we call.</summary>
        public string Token { get; set; } = "";

        /// <summary>Our customer number there.</summary>
        public string CustomerCode { get; set; } = "";

        /// <summary>Secrets of its webhooks, <c>whsec_…</c>; two while one is being replaced.</summary>
        public IList<string> WebhookSecrets { get; } = [];
    }
}

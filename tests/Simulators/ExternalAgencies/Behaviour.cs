namespace HoanKiem.Simulators.ExternalAgencies;

/// <summary>How the systems behave; what is null stays as it is.</summary>
/// <param name="Seed">Begins the random numbers anew.</param>
/// <param name="MinimumHours">Shortest time of a request, hours of legal time.</param>
/// <param name="MaximumHours">Longest time.</param>
/// <param name="Twice">Share of reports that come twice, 0 to 1.</param>
/// <param name="OutOfOrder">Share of requests whose reports come in the wrong order.</param>
/// <param name="Late">Share of reports that come a day of legal time late.</param>
/// <param name="Refused">Share of requests that are refused.</param>
/// <param name="Lost">Share of reports that never come: only asking finds out.</param>
/// <param name="Down">The systems take nothing at all.</param>
/// <param name="CallbackUrl">Base address of the service that is called back.</param>
/// <param name="Hold">References on which nothing happens until they are released.</param>
/// <param name="Release">References that go on.</param>
/// <param name="Fail">References that are refused there.</param>
public sealed record Control(
    int? Seed = null,
    double? MinimumHours = null,
    double? MaximumHours = null,
    double? Twice = null,
    double? OutOfOrder = null,
    double? Late = null,
    double? Refused = null,
    double? Lost = null,
    bool? Down = null,
    string? CallbackUrl = null,
    IReadOnlyList<Guid>? Hold = null,
    IReadOnlyList<Guid>? Release = null,
    IReadOnlyList<Guid>? Fail = null
);

/// <summary>The behaviour in force.</summary>
internal sealed class Behaviour
{
    // What Routing expects of the simulator on a developer's machine.
    private const string DevelopmentSecret = "whsec_aG9hbmtpZW0tZXh0ZXJuYWwtc3lzdGVtcw==";

    private readonly Lock _lock = new();
    private Control _now;
    private Random _random;

    public Behaviour(IConfiguration configuration)
    {
        _now = new Control(
            configuration.GetValue("Seed", 1),
            configuration.GetValue("MinimumHours", 1.0),
            configuration.GetValue("MaximumHours", 24.0),
            0.1,
            0.1,
            0.05,
            0,
            0,
            false,
            configuration["CallbackUrl"] ?? configuration["services:routing:http:0"]
        );
        _random = new Random(_now.Seed!.Value);
        Secret = configuration["Secret"] ?? DevelopmentSecret;
    }

    /// <summary>Secret of the signatures.</summary>
    public string Secret { get; }

    public Control Now() => _now;

    public void Apply(Control control)
    {
        lock (_lock)
        {
            _now = new Control(
                control.Seed ?? _now.Seed,
                control.MinimumHours ?? _now.MinimumHours,
                control.MaximumHours ?? _now.MaximumHours,
                control.Twice ?? _now.Twice,
                control.OutOfOrder ?? _now.OutOfOrder,
                control.Late ?? _now.Late,
                control.Refused ?? _now.Refused,
                control.Lost ?? _now.Lost,
                control.Down ?? _now.Down,
                control.CallbackUrl ?? _now.CallbackUrl
            );
            if (control.Seed is { } seed)
                _random = new Random(seed);
        }
    }

    /// <summary>Whether something of this share happens now.</summary>
    public bool Happens(double? share)
    {
        lock (_lock)
            return _random.NextDouble() < share;
    }

    /// <summary>How long a request takes, legal time.</summary>
    public TimeSpan Duration()
    {
        lock (_lock)
        {
            var (from, to) = (_now.MinimumHours!.Value, _now.MaximumHours!.Value);
            return TimeSpan.FromHours(from + (Math.Max(from, to) - from) * _random.NextDouble());
        }
    }
}

using HoanKiem.ServiceDefaults.Tokens;

namespace HoanKiem.Identity.SignIn;

/// <summary>
/// A provider where people sign in instead of here, e.g. VNeID or the city's: any that speaks OpenID Connect, by the configuration under
/// <c>Upstreams:&lt;id&gt;</c> alone. It never issues a token that a service takes.
/// </summary>
/// <param name="Id">Short name, part of addresses.</param>
/// <param name="Name">What people read on the button.</param>
/// <param name="Authority">Where its discovery document is.</param>
/// <param name="ClientId">Who we are there.</param>
/// <param name="ClientSecret">Our secret there.</param>
internal sealed record Upstream(
    string Id,
    string Name,
    Uri Authority,
    string ClientId,
    string ClientSecret
)
{
    /// <summary>What is asked of it; no more than who, as long as nothing more is used.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid"];

    /// <summary>The claim of its ID token that tells the level.</summary>
    public string LevelClaim { get; init; } = TokenClaims.Assurance;

    /// <summary>What that claim says, for level 1 and level 2; the first of each is what is asked for.</summary>
    public IReadOnlyList<string> Level1 { get; init; } = [];

    public IReadOnlyList<string> Level2 { get; init; } = [];

    /// <summary>Name of the authentication scheme.</summary>
    public string Scheme => "upstream-" + Id;

    /// <summary>Where browsers come back to from there; registered there, letter for letter.</summary>
    public string CallbackPath => "/connect/upstream/" + Id;

    /// <summary>The level that it vouches for; 0 when it says nothing that we know.</summary>
    public int LevelOf(string? said) =>
        said is null ? 0
        : Level2.Contains(said) ? Assurance.High
        : Level1.Contains(said) ? Assurance.Low
        : 0;

    /// <summary>What to ask for when this level is wanted; always something, because a provider need not say the level to who does not ask.</summary>
    public string Ask(int level) =>
        string.Join(' ', level >= Assurance.High ? Level2 : Level1.Concat(Level2));

    public static IReadOnlyList<Upstream> All(IConfiguration configuration) =>
        [.. configuration.GetSection("Upstreams").GetChildren().Select(Read)];

    private static Upstream Read(IConfigurationSection section)
    {
        string Needed(string name) =>
            section[name] is { Length: > 0 } value
                ? value
                : throw new InvalidOperationException($"{section.Path}:{name} is not set.");
        string[] Words(string name) =>
            section[name]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

        return new Upstream(
            section.Key,
            Needed("Name"),
            new Uri(Needed("Authority")),
            Needed("ClientId"),
            Needed("ClientSecret")
        )
        {
            Scopes = ["openid", .. Words("Scopes").Except(["openid"])],
            LevelClaim = section["LevelClaim"] ?? TokenClaims.Assurance,
            Level1 = Words("Level1"),
            Level2 = Words("Level2"),
        };
    }
}

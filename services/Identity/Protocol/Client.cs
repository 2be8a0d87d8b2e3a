using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Tokens;

namespace HoanKiem.Identity.Protocol;

/// <summary>A program that may ask for tokens, from the configuration under <c>Clients:&lt;id&gt;</c>.</summary>
/// <param name="Id">Its client id; for a system that acts for itself also its subject.</param>
internal sealed record Client(string Id)
{
    private const int ShortestSecret = 32;
    private static readonly char[] Blank = [' ', '\t', '\r', '\n'];

    /// <summary>Every service that takes tokens, by the name that stands in their audience.</summary>
    public static readonly IReadOnlyList<string> Services =
    [
        ResourceNames.Catalogue,
        ResourceNames.Dossiers,
        ResourceNames.Routing,
        ResourceNames.Postal,
        ResourceNames.Feedback,
        ResourceNames.Reporting,
        ResourceNames.Identity,
    ];

    /// <summary>None for a program on people's own devices, which cannot keep one.</summary>
    public string? Secret { get; init; }

    /// <summary>Services it may ask tokens for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Where people come back to after signing in, letter for letter. None: the program acts only for itself.</summary>
    public IReadOnlyList<Uri> RedirectUris { get; init; } = [];

    /// <summary>Where people come back to after signing out.</summary>
    public IReadOnlyList<Uri> SignedOutUris { get; init; } = [];

    /// <summary>Where it wants to be told that a session has ended.</summary>
    public Uri? SignOutNotice { get; init; }

    /// <summary>What people are asked to trust, Vietnamese.</summary>
    public string? Name { get; init; }

    /// <summary>The same in English.</summary>
    public string? NameEn { get; init; }

    /// <summary>One of our own: people are not asked whether it may act for them.</summary>
    public bool Own { get; init; }

    /// <summary>Whether people sign in for it.</summary>
    public bool ForPeople => RedirectUris.Count > 0;

    public static Client Read(IConfigurationSection section) =>
        new(section.Key)
        {
            Secret = section["Secret"] is { Length: > 0 } secret ? secret : null,
            Scopes = Words(section["Scopes"]),
            RedirectUris = Addresses(section, "RedirectUris"),
            SignedOutUris = Addresses(section, "SignedOutUris"),
            SignOutNotice = Addresses(section, "SignOutNotice").SingleOrDefault(),
            Name = section["Name"],
            NameEn = section["NameEn"],
            Own = section.GetValue("Own", false),
        };

    /// <summary>What must not be so; nothing when all is well.</summary>
    public string? Fault(bool development)
    {
        if (Secret is null && !ForPeople)
            return "has neither a secret nor an address to come back to";
        if (
            Secret is { } secret
            && !development
            && (secret.Length < ShortestSecret || secret == PortalClient.DevelopmentSecret)
        )
            return $"needs a secret of its own, of at least {ShortestSecret} characters at random";
        if (Scopes.Except(Services).FirstOrDefault() is { } unknown)
            return $"asks for {unknown}, which is no service";
        if (Scopes.Count == 0)
            return "asks for no service";
        if (
            RedirectUris
                .Concat(SignedOutUris)
                .FirstOrDefault(uri => uri.Fragment.Length > 0 || !IsSafe(uri, development)) is
            { } open
        )
            return $"names {open}, which is neither https nor this machine";
        return !Own && ForPeople && (Name is null || NameEn is null)
            ? "has no name that people could be asked about"
            : null;
    }

    // A program on a person's own machine listens on loopback (RFC 8252, 7.3).
    private static bool IsSafe(Uri uri, bool development) =>
        uri.Scheme == Uri.UriSchemeHttps
        || uri.Scheme == Uri.UriSchemeHttp && (uri.IsLoopback || development);

    private static string[] Words(string? text) =>
        text?.Split(Blank, StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static Uri[] Addresses(IConfigurationSection section, string name) =>
        [
            .. Words(section[name])
                .Select(word =>
                    Uri.TryCreate(word, UriKind.Absolute, out var uri)
                        ? uri
                        : throw new InvalidOperationException(
                            $"{section.Path}:{name} names {word}, which is no absolute address."
                        )
                ),
        ];
}

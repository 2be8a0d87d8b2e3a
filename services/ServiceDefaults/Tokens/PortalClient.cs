using HoanKiem.Contracts;

namespace HoanKiem.ServiceDefaults.Tokens;

/// <summary>The Portal as a client of Identity: what both must say alike.</summary>
public static class PortalClient
{
    /// <summary>Its client id.</summary>
    public const string Id = ResourceNames.Portal;

    /// <summary>Its secret on a developer's machine. Elsewhere both refuse it.</summary>
    public const string DevelopmentSecret = "the-secret-of-a-developers-machine";

    /// <summary>Where the browser comes back to after signing in.</summary>
    public const string SignedInPath = "/dang-nhap/xong";

    /// <summary>Where the browser comes back to after signing out.</summary>
    public const string SignedOutPath = "/dang-xuat/xong";

    /// <summary>Where Identity says that a session has ended (OpenID Connect Back-Channel Logout 1.0).</summary>
    public const string SignOutNoticePath = "/dang-xuat/bao";

    /// <summary>Services that the Portal asks for the person who looks at it.</summary>
    public static readonly IReadOnlyList<string> Scopes =
    [
        ResourceNames.Catalogue,
        ResourceNames.Dossiers,
        ResourceNames.Routing,
        ResourceNames.Postal,
        ResourceNames.Feedback,
        ResourceNames.Reporting,
        ResourceNames.Identity,
    ];
}

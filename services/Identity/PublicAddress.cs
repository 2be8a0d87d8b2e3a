using HoanKiem.ServiceDefaults.Tokens;

namespace HoanKiem.Identity;

/// <summary>
/// Browsers reach Identity through the Portal, so the address that they see is the issuer's. What a request says of its host and scheme is not
/// believed: no answer can be made to point elsewhere.
/// </summary>
internal static class PublicAddress
{
    public static void Use(WebApplication app)
    {
        if (
            !Uri.TryCreate(TokenClaims.IssuerOf(app.Configuration), UriKind.Absolute, out var site)
            || !site.Scheme.StartsWith("http", StringComparison.Ordinal)
        )
            return;
        var host = HostString.FromUriComponent(site);
        app.Use(
            (http, next) =>
            {
                http.Request.Scheme = site.Scheme;
                http.Request.Host = host;
                return next(http);
            }
        );
    }
}

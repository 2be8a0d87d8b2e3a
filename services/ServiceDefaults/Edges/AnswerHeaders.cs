using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.ServiceDefaults.Edges;

/// <summary>
/// What every answer says to a browser: no script at all, no frame, no guessing of types, no address passed on, not kept. An answer that may
/// be kept, as the style sheet, says so itself: all others may show somebody's dossier on a shared computer.
/// </summary>
public static class AnswerHeaders
{
    private const string OneYear = "max-age=31536000; includeSubDomains";
    private static readonly object Forms = new();

    /// <summary>Where a form of this page may lead besides this site: browsers look at the whole way, redirects included.</summary>
    public static void AllowFormsTo(this HttpContext http, IEnumerable<Uri> addresses) =>
        http.Items[Forms] = string.Join(
            ' ',
            addresses.Select(address => address.GetLeftPart(UriPartial.Authority)).Distinct()
        );

    internal static void Use(WebApplication app)
    {
        // TLS ends before us, so what counts is the address that people see; outside Development it begins with https.
        var overTls = TokenClaims
            .IssuerOf(app.Configuration)
            .StartsWith("https:", StringComparison.Ordinal);
        app.Use(
            (http, next) =>
            {
                // At the very end: whoever clears the headers for a problem must not clear these.
                http.Response.OnStarting(() =>
                {
                    Set(http, overTls);
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );
    }

    private static void Set(HttpContext http, bool overTls)
    {
        var headers = http.Response.Headers;
        // A page of another process behind the gateway has said it already.
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy =
                $"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action {string.Join(' ', "'self'", http.Items[Forms]).Trim()}; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (overTls)
            headers.StrictTransportSecurity = OneYear;
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
    }
}

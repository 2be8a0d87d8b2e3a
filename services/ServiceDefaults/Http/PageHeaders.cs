using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.ServiceDefaults.Http;

/// <summary>
/// What every page says to the browser: no script at all, no frame, no guessing of types, no address passed on. Pages are not kept, because
/// they may show somebody's dossier on a shared computer.
/// </summary>
public static class PageHeaders
{
    private static readonly object Forms = new();

    /// <param name="app">The process.</param>
    /// <param name="isPage">Whether a request is for a page, which no browser keeps, or for an API that says so itself.</param>
    public static void UsePageHeaders(this WebApplication app, Func<HttpContext, bool> isPage) =>
        app.Use(
            (http, next) =>
            {
                // At the very end: whoever clears the headers for a problem must not clear these.
                http.Response.OnStarting(() =>
                {
                    Set(http, isPage(http));
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );

    /// <summary>Where a form of this page may lead besides this site: browsers look at the whole way, redirects included.</summary>
    public static void AllowFormsTo(this HttpContext http, IEnumerable<Uri> addresses) =>
        http.Items[Forms] = string.Join(
            ' ',
            addresses.Select(address => address.GetLeftPart(UriPartial.Authority)).Distinct()
        );

    private static void Set(HttpContext http, bool isPage)
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
        if (headers.CacheControl.Count == 0 && isPage)
            headers.CacheControl = "no-store";
    }
}

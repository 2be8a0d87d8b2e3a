using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Edges;
using Microsoft.AspNetCore.Mvc;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace HoanKiem.Portal;

/// <summary>The services' APIs as the internet sees them: <c>/api/&lt;service&gt;/v1/…</c>. What is not listed here is not reachable from outside.</summary>
internal static class Gateway
{
    /// <summary>Papers have up to 20 MiB; each service has its own, mostly smaller limit.</summary>
    private const long MaxBytes = 21 * 1024 * 1024;

    /// <summary>What begins like this belongs to Identity's own pages.</summary>
    private const string CookiesOfIdentity = "hoankiem-sign-in";

    /// <summary>The sign-in: its pages and the protocol's endpoints are part of this site. Identity's own API stays inside.</summary>
    private static readonly string[] SignInPaths = ["/connect/{**rest}", "/.well-known/{**rest}"];

    /// <summary>Operations, simulators and the directory stay inside.</summary>
    private static readonly string[] Open =
    [
        ResourceNames.Catalogue,
        ResourceNames.Dossiers,
        ResourceNames.Routing,
        ResourceNames.Postal,
        ResourceNames.Feedback,
        ResourceNames.Reporting,
    ];

    // The cookie of the pages is nobody's business behind the gateway, and never stands for a token.
    private static readonly IReadOnlyDictionary<string, string>[] WithoutCookies =
    [
        new Dictionary<string, string> { ["RequestHeaderRemove"] = "Cookie" },
        new Dictionary<string, string>
        {
            ["ResponseHeaderRemove"] = "Set-Cookie",
            ["When"] = "Always",
        },
    ];

    /// <summary>Whether a request is for the APIs, not for the pages.</summary>
    public static bool Takes(HttpContext http) => http.Request.Path.StartsWithSegments("/api");

    /// <summary>Whether a request is one that programs make and pages do not: the APIs, and how to get a token for them.</summary>
    public static bool IsForPrograms(HttpContext http) =>
        Takes(http)
        || http.Request.Path.StartsWithSegments("/connect/token")
        || http.Request.Path.StartsWithSegments("/connect/revoke")
        || http.Request.Path.StartsWithSegments("/.well-known");

    public static void Add(WebApplicationBuilder builder) =>
        builder
            .Services.AddReverseProxy()
            .LoadFromMemory(
                [
                    .. Open.Select(service => new RouteConfig
                    {
                        RouteId = service,
                        ClusterId = service,
                        MaxRequestBodySize = MaxBytes,
                        Match = new RouteMatch { Path = $"/api/{service}/v1/{{**rest}}" },
                        Transforms =
                        [
                            new Dictionary<string, string>
                            {
                                ["PathRemovePrefix"] = $"/api/{service}",
                            },
                            .. WithoutCookies,
                        ],
                    }),
                    .. SignInPaths.Select(
                        (path, i) =>
                            new RouteConfig
                            {
                                RouteId = $"{ResourceNames.Identity}-{i}",
                                ClusterId = ResourceNames.Identity,
                                Match = new RouteMatch { Path = path },
                            }
                    ),
                ],
                [
                    .. Open.Append(ResourceNames.Identity)
                        .Select(service => new ClusterConfig
                        {
                            ClusterId = service,
                            Destinations = new Dictionary<string, DestinationConfig>
                            {
                                ["one"] = new()
                                {
                                    Address =
                                        builder.Configuration[$"services:{service}:http:0"]
                                        ?? "http://localhost/",
                                },
                            },
                        }),
                ]
            )
            .AddTransforms(context =>
            {
                if (context.Cluster?.ClusterId == ResourceNames.Identity)
                    context.AddRequestTransform(KeepCookiesOfIdentity);
            });

    private static ValueTask KeepCookiesOfIdentity(RequestTransformContext context)
    {
        var kept = string.Join(
            "; ",
            context
                .HttpContext.Request.Cookies.Where(cookie =>
                    cookie.Key.StartsWith(CookiesOfIdentity, StringComparison.Ordinal)
                    || cookie.Key.StartsWith(
                        SafeCookies.OfHost + CookiesOfIdentity,
                        StringComparison.Ordinal
                    )
                )
                .Select(cookie => $"{cookie.Key}={cookie.Value}")
        );
        context.ProxyRequest.Headers.Remove("Cookie");
        if (kept.Length > 0)
            context.ProxyRequest.Headers.TryAddWithoutValidation("Cookie", kept);
        return default;
    }

    public static void Map(WebApplication app) =>
        // The service behind it knows the caller, and limits.
        app.MapReverseProxy()
            .DisableRateLimiting()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes));
}

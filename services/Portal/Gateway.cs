using HoanKiem.Contracts;
using Yarp.ReverseProxy.Configuration;

namespace HoanKiem.Portal;

/// <summary>The services' APIs as the internet sees them: <c>/api/&lt;service&gt;/v1/…</c>. What is not listed here is not reachable from outside.</summary>
internal static class Gateway
{
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

    public static void Add(WebApplicationBuilder builder) =>
        builder
            .Services.AddReverseProxy()
            .LoadFromMemory(
                [
                    .. Open.Select(service => new RouteConfig
                    {
                        RouteId = service,
                        ClusterId = service,
                        Match = new RouteMatch { Path = $"/api/{service}/v1/{{**rest}}" },
                        Transforms =
                        [
                            new Dictionary<string, string>
                            {
                                ["PathRemovePrefix"] = $"/api/{service}",
                            },
                        ],
                    }),
                ],
                [
                    .. Open.Select(service => new ClusterConfig
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
            );
}

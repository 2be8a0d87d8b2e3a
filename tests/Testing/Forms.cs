using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Testing;

/// <summary>Everything of a process that takes a form, and whether the framework checks that the form is one of our own pages'.</summary>
public static class Forms
{
    /// <summary>Addresses of the pages that take forms.</summary>
    public static async Task<IReadOnlyList<(string Path, bool Checked)>> OfPages(
        IServiceProvider services
    )
    {
        var loader = services.GetRequiredService<PageLoader>();
        var found = new List<(string, bool)>();
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
                continue;
            var compiled = await loader.LoadAsync(page, endpoint.Metadata);
            if (!compiled.HandlerMethods.Any(handler => HttpMethods.IsPost(handler.HttpMethod)))
                continue;
            var filters = compiled.FilterDescriptors.Select(filter => filter.Filter).ToList();
            found.Add(
                (
                    page.ViewEnginePath,
                    filters.OfType<AutoValidateAntiforgeryTokenAttribute>().Any()
                        && !filters.OfType<IgnoreAntiforgeryTokenAttribute>().Any()
                )
            );
        }

        return [.. found.Distinct().Order()];
    }

    /// <summary>Endpoints besides the pages that take a POST by their own declaration.</summary>
    public static IReadOnlyList<string> OfEndpoints(IServiceProvider services) =>
        [
            .. services
                .GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint =>
                    endpoint
                        .Metadata.GetMetadata<HttpMethodMetadata>()
                        ?.HttpMethods.Contains("POST") == true
                    && endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null
                )
                .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
}

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.Audit;

/// <summary>Refuses to start a service with an endpoint that says neither that it is audited nor why it need not be.</summary>
internal sealed class Declarations(EndpointDataSource endpoints) : IHostedLifecycleService
{
    /// <summary>Endpoints that have not said it.</summary>
    public static IEnumerable<string> Undeclared(
        IEnumerable<Microsoft.AspNetCore.Http.Endpoint> all
    ) =>
        from endpoint in all.OfType<RouteEndpoint>()
        let path = "/" + endpoint.RoutePattern.RawText?.TrimStart('/')
        where
            path.StartsWith("/v1/", StringComparison.Ordinal)
            || path.StartsWith("/operations/", StringComparison.Ordinal)
        where
            endpoint.Metadata.GetMetadata<Audited>() is null
            && endpoint.Metadata.GetMetadata<NotAudited>() is null
        select endpoint.DisplayName ?? path;

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var undeclared = Undeclared(endpoints.Endpoints).ToList();
        return undeclared.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException(
                $"These say neither Audited(…) nor NotAudited(…): {string.Join(", ", undeclared)}."
            );
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Messaging;

/// <summary>
/// Stops an endpoint while the database stays away, and lets it listen again when the database answers. A message that went back to its
/// queue has lost one of its deliveries for the whole outage, not one for every minute of it.
/// </summary>
internal sealed class EndpointPause(
    IServiceProvider services,
    IHostApplicationLifetime host,
    ILogger<EndpointPause> logger
) : IReceiveEndpointObserver
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Uri, IReceiveEndpoint> _endpoints = new();
    private readonly ConcurrentDictionary<Uri, Task> _paused = new();

    /// <summary>Stops the endpoint and returns at once; nothing happens when it is pausing already.</summary>
    public void Pause(Uri address)
    {
        if (_endpoints.TryGetValue(address, out var endpoint))
            _paused.GetOrAdd(address, _ => Task.Run(() => PauseAsync(address, endpoint)));
    }

    public Task Ready(ReceiveEndpointReady ready)
    {
        _endpoints[ready.InputAddress] = ready.ReceiveEndpoint;
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    private async Task PauseAsync(Uri address, IReceiveEndpoint endpoint)
    {
        var ct = host.ApplicationStopping;
        try
        {
            logger.LogWarning("{Endpoint} pauses: the database stays away", address.AbsolutePath);
            await endpoint.Stop(ct);
            while (!await DatabaseAnswersAsync(ct))
                await Task.Delay(AskAgain, ct);
            _paused.TryRemove(address, out _);
            var started = endpoint.Start(ct);
            await started.Ready;
            logger.LogWarning("{Endpoint} listens again", address.AbsolutePath);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            _paused.TryRemove(address, out _);
            logger.LogError(
                failure,
                "{Endpoint} could not be paused or started",
                address.AbsolutePath
            );
        }
        catch (OperationCanceledException) { }
    }

    private async Task<bool> DatabaseAnswersAsync(CancellationToken ct)
    {
        try
        {
            await using var scope = WorkerScope.Open(services);
            var connection = await scope.ConnectionAsync(ct);
            await connection.RowsAsync("select 1", row => row.GetInt32(0), ct);
            return true;
        }
        catch (Exception failure)
            when (Faults.IsTransient(failure, ct) && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}

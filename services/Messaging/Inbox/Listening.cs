using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace HoanKiem.Messaging;

/// <summary>
/// Stops an endpoint while the database stays away, and lets it listen again when the database answers: a message that went back to its
/// queue has lost one of its deliveries for the whole outage, not one for every minute of it. And lets it listen again as soon as a broker
/// that was away is back; the transport by itself waits up to half a minute, longer the longer the broker was away.
/// </summary>
internal sealed class Listening(
    IServiceProvider services,
    BrokerAddress broker,
    IHostApplicationLifetime host,
    ILogger<Listening> logger
) : IReceiveEndpointObserver
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    // Those that have listened once. A first start is the bus's own, and is not to be disturbed.
    private readonly ConcurrentDictionary<Uri, IReceiveEndpoint> _endpoints = new();
    private readonly ConcurrentDictionary<Uri, Task> _busy = new();
    private readonly ConcurrentDictionary<Uri, bool> _cutOff = new();
    private int _watching;

    /// <summary>Stops the endpoint and returns at once; nothing happens when it is pausing already.</summary>
    public void Pause(Uri address)
    {
        if (_endpoints.TryGetValue(address, out var endpoint))
            _busy.GetOrAdd(address, _ => Task.Run(() => PauseAsync(address, endpoint)));
    }

    public Task Ready(ReceiveEndpointReady ready)
    {
        _endpoints[ready.InputAddress] = ready.ReceiveEndpoint;
        _cutOff.TryRemove(ready.InputAddress, out _);
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        if (!_endpoints.ContainsKey(faulted.InputAddress))
            return Task.CompletedTask;
        _cutOff[faulted.InputAddress] = true;
        if (Interlocked.Exchange(ref _watching, 1) == 0)
            _ = Task.Run(WatchAsync);
        return Task.CompletedTask;
    }

    private async Task PauseAsync(Uri address, IReceiveEndpoint endpoint)
    {
        var ct = host.ApplicationStopping;
        try
        {
            logger.LogWarning("{Endpoint} pauses: the database stays away", address.AbsolutePath);
            await endpoint.Stop(ct);
            while (!await DatabaseAnswersAsync(ct))
                await Task.Delay(AskAgain, ct);
            await StartAsync(address, endpoint, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            _busy.TryRemove(address, out _);
            logger.LogError(
                failure,
                "{Endpoint} could not be paused or started",
                address.AbsolutePath
            );
        }
        catch (OperationCanceledException) { }
    }

    // Whoever is cut off while the broker answers has another trouble, and is left to the transport.
    private async Task WatchAsync()
    {
        var ct = host.ApplicationStopping;
        var wasAway = false;
        try
        {
            while (!_cutOff.IsEmpty)
            {
                if (await BrokerAnswersAsync(ct))
                {
                    foreach (var address in wasAway ? _cutOff.Keys : [])
                        _ = _busy.GetOrAdd(
                            address,
                            _ => Task.Run(() => ReturnAsync(address, _endpoints[address]), ct)
                        );
                    return;
                }

                wasAway = true;
                await Task.Delay(AskAgain, ct);
            }
        }
        catch (OperationCanceledException) { }
        finally
        {
            Volatile.Write(ref _watching, 0);
        }
    }

    private async Task ReturnAsync(Uri address, IReceiveEndpoint endpoint)
    {
        var ct = host.ApplicationStopping;
        try
        {
            await endpoint.Stop(ct);
            await StartAsync(address, endpoint, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            _busy.TryRemove(address, out _);
            logger.LogWarning(
                "{Endpoint} does not listen yet: {Reason}",
                address.AbsolutePath,
                failure.Message
            );
        }
        catch (OperationCanceledException) { }
    }

    private async Task StartAsync(Uri address, IReceiveEndpoint endpoint, CancellationToken ct)
    {
        // From here on the transport tries by itself, for as long as it takes, and may be paused again.
        _busy.TryRemove(address, out _);
        await endpoint.Start(ct).Ready;
        logger.LogWarning("{Endpoint} listens again", address.AbsolutePath);
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

    private async Task<bool> BrokerAnswersAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await new ConnectionFactory
            {
                Uri = new Uri(broker.ConnectionString),
                ClientProvidedName = "is the broker back",
                AutomaticRecoveryEnabled = false,
                RequestedConnectionTimeout = TimeSpan.FromSeconds(2),
            }.CreateConnectionAsync(ct);
            // A broker that lets nobody in refuses when something is asked of it.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            return true;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}

using System.Collections.Concurrent;
using HoanKiem.Contracts;
using HoanKiem.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Messaging.Tests;

/// <summary>The transport waits longer between its attempts the longer a broker is away; nobody has to wait for that.</summary>
public sealed class BrokerReturnTests : IAsyncLifetime
{
    private readonly Guid _petition = Guid.NewGuid();
    private readonly Said _said = new();
    private readonly Attempts _attempts = new();
    private TestDatabase _heard = null!;
    private TestBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _heard = await TestDatabase.CreateAsync();
        _broker = await TestBroker.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _heard.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task An_endpoint_listens_as_soon_as_the_broker_is_back_however_long_it_was_away()
    {
        await using var reporting = await TestService.StartAsync(
            ResourceNames.Reporting,
            _heard.ConnectionString,
            _broker.ConnectionString,
            TestService.ReportPetitions,
            services => services.AddSingleton<ILoggerProvider>(_said)
        );
        reporting
            .Services.GetRequiredService<IBusControl>()
            .ConnectReceiveEndpointObserver(_attempts);
        await SendAsync(1);
        await Handled(reporting, 1);

        await _broker.GoDownAsync();
        // Then it is twelve seconds until the transport's next attempt.
        await Eventually.True(
            "the transport has failed three times",
            () => Task.FromResult(_attempts.Failed >= 3)
        );
        Assert.Empty(_said.Returns);
        await _broker.ComeBackAsync();
        await SendAsync(2);

        await Handled(reporting, 2);
        await Eventually.True(
            "it was not the transport's next attempt that brought it back",
            () => Task.FromResult(!_said.Returns.IsEmpty),
            TimeSpan.FromSeconds(20)
        );
        await _broker.CutConnectionsAsync();
        await SendAsync(3);
        await Handled(reporting, 3);
    }

    private async Task SendAsync(int sequence)
    {
        var arrival = Arrival.Of(
            Petitions.Accepted(_petition, sequence),
            ResourceNames.Reporting,
            Guid.CreateVersion7(),
            null
        );
        await using var channel = await BrokerChannel.OpenAsync(
            _broker.ConnectionString,
            ResourceNames.Feedback,
            TestContext.Current.CancellationToken
        );
        await channel.PublishAsync(
            [
                new Outgoing(
                    arrival.MessageId,
                    arrival.Shape.Name,
                    arrival.Body(),
                    null,
                    null,
                    TimeProvider.System.GetUtcNow()
                ),
            ],
            "reporting.from-feedback",
            TestContext.Current.CancellationToken
        );
    }

    private Task Handled(TestService reporting, int count) =>
        Eventually.True(
            $"{count} events are handled",
            async () => (await reporting.NotesAsync(_petition)).Count == count
        );

    /// <summary>Counts how often the transport could not listen.</summary>
    private sealed class Attempts : IReceiveEndpointObserver
    {
        private int _failed;

        public int Failed => Volatile.Read(ref _failed);

        public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted)
        {
            if (
                faulted.InputAddress.AbsolutePath.EndsWith(
                    "from-feedback",
                    StringComparison.Ordinal
                )
            )
                Interlocked.Increment(ref _failed);
            return Task.CompletedTask;
        }
    }

    /// <summary>Keeps what is said of endpoints that came back.</summary>
    private sealed class Said : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Returns { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var line = formatter(state, exception);
            if (line.Contains("from-feedback listens again", StringComparison.Ordinal))
                Returns.Enqueue(line);
        }

        public void Dispose() { }
    }
}

using System.Reflection;
using HoanKiem.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace HoanKiem.Messaging;

/// <summary>
/// The only place that knows MassTransit: one receive endpoint for each producer that the service subscribes to, with all event types
/// of that producer. Its start does not keep the host waiting for the broker.
/// </summary>
internal static class Bus
{
    private static readonly MethodInfo ListenMethod = typeof(Bus).GetMethod(
        nameof(Listen),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    public static void AddBus(this IServiceCollection services, ServiceMessaging messaging)
    {
        services.AddSingleton<EventReceiver>();
        services.AddSingleton<Listening>();
        services.AddSingleton<StatementReceiver>();
        services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(5);
        });
        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.SetKebabCaseEndpointNameFormatter();
            // A broker that is away is no reason to take requests away from this process.
            x.ConfigureHealthCheckOptions(health =>
                health.MinimalFailureStatus = HealthStatus.Degraded
            );
            x.UsingRabbitMq(
                (context, bus) =>
                {
                    bus.Host(new Uri(context.GetRequiredService<BrokerAddress>().ConnectionString));
                    bus.ConfigureJsonSerializerOptions(MessageJson.Configure);
                    foreach (var producer in messaging.Producers)
                        AddEndpoint(bus, context, messaging.Service, producer);
                }
            );
        });
    }

    private static void AddEndpoint(
        IRabbitMqBusFactoryConfigurator bus,
        IServiceProvider services,
        string consumer,
        string producer
    )
    {
        var receiver = services.GetRequiredService<EventReceiver>();
        var options = services.GetRequiredService<IOptions<MessagingOptions>>().Value;
        var queue = Subscriptions.Queue(consumer, producer);
        bus.ReceiveEndpoint(
            queue,
            endpoint =>
            {
                foreach (var (name, value) in Topology.Arguments(queue))
                    endpoint.SetQueueArgument(name, value);
                endpoint.PrefetchCount = options.Prefetch;
                // Those that are in hand wait for each other's commit: how many transactions there are is the pipeline's matter.
                endpoint.ConcurrentMessageLimit = options.Prefetch;
                endpoint.PublishFaults = false;
                endpoint.ConnectReceiveEndpointObserver(services.GetRequiredService<Listening>());
                endpoint.ConfigureError(pipe => pipe.UseFilter(new ListUnreadable(receiver)));
                endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new ListUnknown(receiver)));
                foreach (var type in EventTypes.Of(producer))
                    ListenMethod.MakeGenericMethod(type.Type).Invoke(null, [endpoint, receiver]);
                services.GetRequiredService<StatementReceiver>().Listen(endpoint);
            }
        );
    }

    private static void Listen<TEvent>(
        IReceiveEndpointConfigurator endpoint,
        EventReceiver receiver
    )
        where TEvent : class => endpoint.Handler<TEvent>(receiver.ReceiveAsync);

    /// <summary>A transient fault goes back to the queue; what cannot be read is listed.</summary>
    private sealed class ListUnreadable(EventReceiver receiver) : IFilter<ExceptionReceiveContext>
    {
        public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
        {
            if (Faults.IsTransient(context.Exception, context.CancellationToken))
                return Task.FromException(context.Exception);
            context.GetOrAddPayload(() => new Listed());
            return receiver.ReceiveUnreadableAsync(context, context.Exception.ToString());
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("list-unreadable");
    }

    // MassTransit also brings to the dead letters what the error pipe has dealt with.
    private sealed class Listed;

    /// <summary>A type, or a version of it, that the contracts of this service do not know.</summary>
    private sealed class ListUnknown(EventReceiver receiver) : IFilter<ReceiveContext>
    {
        public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
            context.HasPayloadType(typeof(Listed))
                ? Task.CompletedTask
                : receiver.ReceiveUnreadableAsync(
                    context,
                    "The contracts of this service do not know this type of event."
                );

        public void Probe(ProbeContext context) => context.CreateFilterScope("list-unknown");
    }
}

using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HoanKiem.Messaging;

/// <summary>Joins a service to the messaging of the system.</summary>
public static class MessagingExtensions
{
    /// <summary>
    /// Outbox, inbox, deadlines and expectations on the service's DbContext; with a broker also the relay and one queue for each
    /// producer that the service subscribes to. <c>Messaging:Transport=None</c> leaves the broker out, for tests.
    /// </summary>
    /// <param name="builder">The service's host.</param>
    /// <param name="service">Its resource name.</param>
    /// <param name="configure">The list of its handlers; it lives in the service's <c>Messaging.cs</c>.</param>
    public static IHostApplicationBuilder AddMessaging<TDb>(
        this IHostApplicationBuilder builder,
        string service,
        Action<ServiceMessaging> configure
    )
        where TDb : DbContext
    {
        var services = builder.Services;
        var messaging = new ServiceMessaging(service, services);
        configure(messaging);

        services.AddSingleton(messaging);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<MessagingMetrics>();
        services.AddSingleton<RelaySignal>();
        services.AddSingleton<WakeAfterSave>();
        services.AddSingleton<WakeAfterCommit>();
        services.AddSingleton(sp => new InboxPipeline(
            sp,
            sp.GetRequiredService<ServiceMessaging>(),
            sp.GetRequiredService<MessagingMetrics>(),
            sp.GetRequiredService<IOptions<MessagingOptions>>().Value,
            sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<ILogger<InboxPipeline>>()
        ));
        services.AddSingleton<Comparer>();
        services.AddSingleton<Mending>();

        services.AddScoped(sp => new MessagingDb(sp.GetRequiredService<TDb>()));
        services.AddScoped<IOutbox, Outbox>();
        services.AddScoped<IDeadlines, Deadlines>();
        services.AddScoped<IExpectations, Expectations>();
        services.ConfigureDbContext<TDb>(
            (sp, options) =>
                options.AddInterceptors(
                    sp.GetRequiredService<WakeAfterSave>(),
                    sp.GetRequiredService<WakeAfterCommit>()
                )
        );
        services.AddSingleton(MessagingSchema.Step);
        // The build starts the program to write the OpenAPI document, without a database.
        if (!ServiceDefaultsSetup.WritesDocuments)
        {
            services.AddHostedService<DeadlineClock>();
            services.AddHostedService<ExpectationClock>();
        }

        services
            .AddHealthChecks()
            .AddCheck<MessagingHealth>("messaging", HealthStatus.Degraded, ["ready"]);

        services.Configure<MessagingOptions>(builder.Configuration.GetSection("Messaging"));
        if (!UsesBroker(builder.Configuration))
            return builder;

        services.AddSingleton(sp => new BrokerAddress(
            sp.GetRequiredService<IConfiguration>().GetConnectionString(ResourceNames.Messaging)
                ?? throw new InvalidOperationException(
                    $"ConnectionStrings:{ResourceNames.Messaging} is not set."
                )
        ));
        services.AddSingleton<Teller>();
        services.AddSingleton<BrokerChores>();
        services.AddHostedService<OutboxRelay>();
        services.AddBus(messaging);
        return builder;
    }

    // The build starts the program to write the OpenAPI document; nothing may connect then.
    private static bool UsesBroker(IConfiguration configuration) =>
        !ServiceDefaultsSetup.WritesDocuments
        && !string.Equals(
            configuration["Messaging:Transport"],
            "None",
            StringComparison.OrdinalIgnoreCase
        );
}

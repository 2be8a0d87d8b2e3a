using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HoanKiem.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs of a service. They leave the process only when OTEL_EXPORTER_OTLP_ENDPOINT is set.</summary>
public static class ServiceTelemetry
{
    /// <summary>The attribute that joins the acts of one dossier, each of which is a trace of its own.</summary>
    public const string DossierId = "dossier.id";

    /// <summary>Activities of the shared code.</summary>
    public static ActivitySource Source { get; } = new("HoanKiem.ServiceDefaults");

    private static readonly Dictionary<string, string?> Quiet = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
    };

    internal static void Add(WebApplicationBuilder builder, string service)
    {
        // Every request and every statement as lines of text would cost more than the work itself; a service's own settings come after these.
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(
            0,
            new MemoryConfigurationSource { InitialData = Quiet }
        );
        // Spans that nobody will see are not made: what remains is the trace id, which problems and events carry.
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = true);
        builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithTracing(tracing =>
                tracing
                    .AddSource("HoanKiem.*")
                    .AddNpgsql()
                    .AddAspNetCoreInstrumentation(options =>
                        options.Filter = http =>
                            !http.Request.Path.StartsWithSegments("/health")
                            && !http.Request.Path.StartsWithSegments("/alive")
                            && !http.Request.Path.StartsWithSegments("/operations")
                    )
                    .AddHttpClientInstrumentation()
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter("HoanKiem.*", "Npgsql")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
            )
            .UseOtlpExporter();
    }
}

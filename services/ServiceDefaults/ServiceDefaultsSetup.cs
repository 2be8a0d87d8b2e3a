using System.Reflection;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.OpenApi;
using HoanKiem.ServiceDefaults.Secrets;
using HoanKiem.ServiceDefaults.Telemetry;
using HoanKiem.ServiceDefaults.Text;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.ServiceDefaults;

/// <summary>What every service does the same way. A <c>Program.cs</c> calls these three and lists the rest itself.</summary>
public static class ServiceDefaultsSetup
{
    /// <summary>The build runs <c>Program.cs</c> to write the OpenAPI document: nothing may be refused or connected then.</summary>
    public static bool WritesDocuments { get; } =
        Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    /// <summary>Telemetry, health, clocks, limits, JSON, problems, validation, tokens, OpenAPI.</summary>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder,
        string service
    )
    {
        SecretFiles.Add(builder);
        DevelopmentSecrets.Refuse(builder);
        Neighbours.Add(builder);
        RequestLimits.Add(builder);
        RateLimits.Add(builder);
        Guesses.Add(builder);
        ServiceTelemetry.Add(builder, service);
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new BusinessClock(
            provider.GetRequiredService<TimeProvider>(),
            builder.Configuration["BusinessClock:File"]
        ));
        services.AddSingleton(
            new StartupCheck(_ =>
            {
                if (
                    !builder.Environment.IsDevelopment()
                    && builder.Configuration["BusinessClock:File"] is not null
                )
                    throw new InvalidOperationException(
                        "BusinessClock:File is for Development only: legal time follows the system clock."
                    );
            })
        );
        services.AddHttpContextAccessor();
        // Nobody whom we ask may send us on to somebody else, e.g. to a machine that only we can reach.
        services.ConfigureHttpClientDefaults(http =>
            http.ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
            )
        );
        services.ConfigureHttpJsonOptions(options => JsonDefaults.Apply(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<IdentifierOptions>(options =>
            options.AllowTestNumbers = builder.Configuration.GetValue("AllowTestNumbers", false)
        );
        services.AddSingleton<Microsoft.AspNetCore.Http.IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddValidation(options => options.Resolvers.Insert(0, new AttributeValidation()));
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        ServiceTokens.Add(builder, service);
        ServiceOpenApi.Add(services, service);
        return builder;
    }

    /// <summary>The pipeline, in the order that matters. Call it before the endpoints are mapped.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        if (!WritesDocuments)
        {
            foreach (var required in app.Services.GetServices<StartupCheck>())
                required.Check(app.Services);
        }

        app.UseForwardedHeaders();
        AnswerHeaders.Use(app);
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<AssuranceMiddleware>();
        app.UseMiddleware<RequestLimitMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        return app;
    }

    /// <summary><c>/health</c> (ready to work), <c>/alive</c> (need not be restarted), <c>/openapi/v1.json</c>.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        // One word and no details: what is wrong is nobody's business outside.
        app.MapHealthChecks("/health")
            .AllowAnonymous()
            .DisableRateLimiting()
            .ExcludeFromDescription();
        app.MapHealthChecks(
                "/alive",
                new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") }
            )
            .AllowAnonymous()
            .DisableRateLimiting()
            .ExcludeFromDescription();
        app.MapOpenApi().AllowAnonymous();
        return app;
    }
}

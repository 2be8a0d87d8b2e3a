using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace HoanKiem.Audit;

// Makes an event of a chain's head; every service says its own.
internal delegate object SayHead(string chain, long sequence, DateTimeOffset at, ChainHead head);

/// <summary>Joins a service to the audit of the system.</summary>
public static class AuditSetup
{
    /// <summary>
    /// The trail of each request, its sealing and its heads, and row-level security on all tables that somebody may reach, the audit among them.
    /// </summary>
    /// <typeparam name="TDb">The service's DbContext.</typeparam>
    /// <typeparam name="TSealed">The service's event of a head: chain, sequence, moment and <see cref="ChainHead"/>.</typeparam>
    public static WebApplicationBuilder AddAudit<TDb, TSealed>(this WebApplicationBuilder builder)
        where TDb : DbContext
        where TSealed : class
    {
        var services = builder.Services;
        services.AddSingleton(new AuditSwitch(IsOn: true));
        services.AddScoped(provider => new AuditTrail(
            provider.GetRequiredService<Asking>(),
            provider.GetRequiredService<IHttpContextAccessor>(),
            provider.GetRequiredService<BusinessClock>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<AuditSwitch>()
        ));
        services.AddScoped<IInterceptor, AuditOnSave>();
        services.AddSingleton<SayHead>(
            (chain, sequence, at, head) =>
                Activator.CreateInstance(typeof(TSealed), chain, sequence, at, head)!
        );
        services.AddSingleton<Sealer>();
        services.AddSingleton<Heads>();
        services.AddSingleton<Verification>();
        services.AddSingleton(Schema);
        builder.AddReachable<TDb>();
        services.AddCommitSignal();
        builder.AddAuditDeclarations();
        if (ServiceDefaultsSetup.WritesDocuments)
            return builder;
        services.AddHostedService(provider => provider.GetRequiredService<Sealer>());
        services.AddHostedService(provider => provider.GetRequiredService<Heads>());
        return builder;
    }

    /// <summary>For a service that shows nobody's data and changes nothing: each of its endpoints says so.</summary>
    public static WebApplicationBuilder AddAuditDeclarations(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<OpenApiOptions>(
            "v1",
            options => options.AddOperationTransformer(Say)
        );
        if (!ServiceDefaultsSetup.WritesDocuments)
            builder.Services.AddHostedService<Declarations>();
        return builder;
    }

    /// <summary>In <c>OnModelCreating</c>: the tables of the audit.</summary>
    public static ModelBuilder AddAudit(this ModelBuilder model) =>
        model.ApplyConfiguration(new AuditEntry()).ApplyConfiguration(new SealedEntry());

    /// <summary>Whatever these endpoints show or change is written down, and why.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder endpoints, Purpose purpose)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new Audited(purpose)).AddEndpointFilter<TBuilder, AuditFilter>();

    /// <summary>What these endpoints change is written down; what they show is nobody's data.</summary>
    public static TBuilder AuditedChanges<TBuilder>(
        this TBuilder endpoints,
        Purpose purpose,
        string shows
    )
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
            endpoint.Metadata.Add(
                endpoint
                    .Metadata.OfType<IHttpMethodMetadata>()
                    .All(methods => methods.HttpMethods.All(HttpMethods.IsGet))
                    ? new NotAudited(shows)
                    : new Audited(purpose)
            )
        );
        return endpoints.AddEndpointFilter<TBuilder, AuditFilter>();
    }

    /// <summary>The same, where the group has said another purpose.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Purpose purpose)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Audited(purpose));

    /// <summary>These endpoints show nobody's data and change nothing.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="reason">What they show instead.</param>
    public static TBuilder NotAudited<TBuilder>(this TBuilder endpoints, string reason)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new NotAudited(reason));

    private static MigrationStep Schema { get; } = MigrationStep.Sql("audit", Script("Audit.sql"));

    private static string Script(string name)
    {
        using var stream = typeof(AuditSetup).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // Whoever builds a portal sees what is written down about the people who use it.
    private static Task Say(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken ct
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Audited>().LastOrDefault() is { } audited)
            operation.AddExtension(
                "x-audited",
                new JsonNodeExtension(
                    System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(
                        audited.Purpose.ToString()
                    )
                )
            );
        else if (metadata.OfType<NotAudited>().LastOrDefault() is { } not)
            operation.AddExtension("x-not-audited", new JsonNodeExtension(not.Reason));
        return Task.CompletedTask;
    }
}

/// <summary>What an endpoint shows or changes is written down.</summary>
/// <param name="Purpose">Why it is used.</param>
internal sealed record Audited(Purpose Purpose);

/// <summary>An endpoint shows nobody's data and changes nothing.</summary>
/// <param name="Reason">What it shows instead.</param>
internal sealed record NotAudited(string Reason);

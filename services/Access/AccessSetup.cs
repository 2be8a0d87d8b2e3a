using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Secrets;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.Access;

/// <summary>Names of the authorization policies, for <c>RequireAuthorization</c> on groups.</summary>
public static class Policies
{
    /// <summary>A citizen signed in.</summary>
    public const string Citizen = "citizen";

    /// <summary>An officer signed in.</summary>
    public const string Officer = "officer";

    /// <summary>Another system.</summary>
    public const string Client = "client";

    /// <summary>An officer who is an administrator today.</summary>
    public const string Operator = "operator";
}

/// <summary>Joins a service to the authorisation of the system.</summary>
public static class AccessSetup
{
    /// <summary>The caller, the scope of the database, sealing and the policies.</summary>
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<Asking>();
        services.AddScoped(provider => provider.GetRequiredService<Asking>().Caller);
        services.AddSingleton(new ApplicationFilter(IsOn: true));
        services.AddScoped<ReachReading>();
        services.AddScoped<IInterceptor, Scope>();
        services.AddSingleton<IInterceptor, ReachGuard>();
        services.AddSingleton(provider =>
            SealingOf(
                provider.GetRequiredService<IConfiguration>(),
                provider.GetRequiredService<IHostEnvironment>()
            )
        );
        services.AddSingleton(new StartupCheck(provider => provider.GetRequiredService<Sealing>()));
        services.AddSingleton<Rewrapping>();
        if (
            builder.Configuration["PersonalData:MasterKeyBefore"] is { Length: > 0 }
            && !ServiceDefaultsSetup.WritesDocuments
        )
            services.AddHostedService(provider => provider.GetRequiredService<Rewrapping>());
        services.AddScoped<IAuthorizationHandler, IsAdministrator>();
        services
            .AddAuthorizationBuilder()
            .AddPolicy(
                Policies.Citizen,
                policy => policy.RequireClaim(TokenClaims.Kind, Caller.NameOf(CallerKind.Citizen))
            )
            .AddPolicy(
                Policies.Officer,
                policy => policy.RequireClaim(TokenClaims.Kind, Caller.NameOf(CallerKind.Officer))
            )
            .AddPolicy(
                Policies.Client,
                policy => policy.RequireClaim(TokenClaims.Kind, Caller.NameOf(CallerKind.Client))
            )
            .AddPolicy(
                Policies.Operator,
                policy =>
                    policy
                        .RequireClaim(TokenClaims.Kind, Caller.NameOf(CallerKind.Officer))
                        .AddRequirements(new Administrator())
            );
        return builder;
    }

    /// <summary>The endpoint is for callers of these kinds, where one policy is not enough.</summary>
    public static TBuilder RequireCaller<TBuilder>(
        this TBuilder endpoint,
        params CallerKind[] kinds
    )
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy =>
            policy.RequireClaim(TokenClaims.Kind, kinds.Select(Caller.NameOf))
        );

    /// <summary>
    /// The endpoint is asked by a body and changes nothing, so that it is also for those who may only read: a save in it is refused.
    /// </summary>
    public static TBuilder OnlyReads<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OnlyReads());

    /// <summary>The tables of <typeparamref name="TDb"/> that somebody may reach come under row-level security with every migration.</summary>
    public static WebApplicationBuilder AddReachable<TDb>(this WebApplicationBuilder builder)
        where TDb : DbContext
    {
        builder.Services.AddSingleton(provider => Rls.Force<TDb>(provider));
        return builder;
    }

    /// <summary>In <c>OnModelCreating</c>: the tables of reach.</summary>
    public static ModelBuilder AddAccess(this ModelBuilder model) =>
        model
            .ApplyConfiguration(new ReachRow())
            .ApplyConfiguration(new KnownAgency())
            .ApplyConfiguration(new AgencyLine())
            .ApplyConfiguration(new Inspection())
            .ApplyConfiguration(new InspectedDossier());

    private static Sealing SealingOf(IConfiguration configuration, IHostEnvironment environment)
    {
        var index = configuration["PersonalData:IndexKey"];
        if (!environment.IsDevelopment() && index is null)
            throw new InvalidOperationException(
                "PersonalData:IndexKey must be set outside Development."
            );
        return new Sealing(
            MasterKey(configuration, environment),
            configuration["PersonalData:MasterKeyBefore"]
                ?.Split(
                    ',',
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                ),
            index
        );
    }

    private static string MasterKey(IConfiguration configuration, IHostEnvironment environment)
    {
        var key = configuration["PersonalData:MasterKey"];
        if (environment.IsDevelopment())
            return key ?? DevelopmentSecrets.PersonalData;
        return key is null or DevelopmentSecrets.PersonalData
            ? throw new InvalidOperationException(
                "PersonalData:MasterKey must be set outside Development, and not to the key of Development."
            )
            : key;
    }

    private sealed class Administrator : IAuthorizationRequirement;

    // The framework makes every handler for every request: the DbContext only when this requirement is really asked.
    private sealed class IsAdministrator(IServiceProvider scope, BusinessClock clock)
        : AuthorizationHandler<Administrator>
    {
        protected override async Task HandleRequirementAsync(
            AuthorizationHandlerContext context,
            Administrator requirement
        )
        {
            var caller = scope.GetRequiredService<Caller>();
            var db = scope.GetRequiredService<DbContext>();
            var reach = await Reach.Of(caller, db, clock.GetUtcNow());
            if (reach.Holds(OfficerRole.Administrator))
                context.Succeed(requirement);
        }
    }
}

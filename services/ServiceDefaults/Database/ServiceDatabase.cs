using System.Diagnostics;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Database;

/// <summary>Who logs in to the service's database.</summary>
public enum DatabaseLogin
{
    /// <summary><c>&lt;db&gt;_app</c>: requests over HTTP, under row-level security by the caller's reach.</summary>
    App,

    /// <summary><c>&lt;db&gt;_worker</c>: consumers, relay and clocks.</summary>
    Worker,

    /// <summary><c>&lt;db&gt;_sealer</c>: a worker that may also close the audit, and nothing else may.</summary>
    Sealer,
}

/// <summary>The login of the current scope: <see cref="DatabaseLogin.App"/> unless a worker says otherwise before it takes the DbContext.</summary>
public sealed class DatabaseRole
{
    /// <summary>The login whose connections the scope's DbContext uses.</summary>
    public DatabaseLogin Login { get; set; }
}

/// <summary>Names and passwords of the roles of one service's database. Roles belong to the service, not to the database: a copy of it has the same.</summary>
/// <param name="Service">Name of the service, see <see cref="ResourceNames"/>.</param>
/// <param name="ConnectionString">As injected: host, database and the login that may migrate.</param>
/// <param name="AppPassword">Password of the application's role.</param>
/// <param name="WorkerPassword">Password of the workers' role.</param>
/// <param name="SealerPassword">Password of the role that seals the audit.</param>
public sealed record ServiceDatabaseOptions(
    string Service,
    string ConnectionString,
    string AppPassword,
    string WorkerPassword,
    string SealerPassword
)
{
    /// <summary>Owns the tables; nobody logs in as it.</summary>
    public string OwnerRole => ResourceNames.DatabaseOf(Service) + "_owner";

    /// <summary>Requests over HTTP.</summary>
    public string AppRole => ResourceNames.DatabaseOf(Service) + "_app";

    /// <summary>Consumers, relay and clocks.</summary>
    public string WorkerRole => ResourceNames.DatabaseOf(Service) + "_worker";

    /// <summary>Seals the audit; in all else a worker.</summary>
    public string SealerRole => ResourceNames.DatabaseOf(Service) + "_sealer";

    internal NpgsqlDataSource Open(DatabaseLogin login)
    {
        var (role, password, connections) = login switch
        {
            DatabaseLogin.App => (AppRole, AppPassword, 30),
            DatabaseLogin.Worker => (WorkerRole, WorkerPassword, 20),
            _ => (SealerRole, SealerPassword, 2),
        };
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Username = role,
            Password = password,
            ApplicationName = $"{Service}-{login.ToString().ToLowerInvariant()}",
            MaxPoolSize = connections,
            MaxAutoPrepare = 100,
            // Nothing sets session state: scopes are set with set_config(…, true) in each transaction.
            NoResetOnClose = true,
            Timezone = "UTC",
        };
        // Commands are traced as part of an act. What a service asks in its own rounds, many times a second, is none.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .ConfigureTracing(tracing =>
                tracing
                    .ConfigureCommandFilter(_ => Activity.Current is not null)
                    .ConfigureBatchFilter(_ => Activity.Current is not null)
                    .EnablePhysicalOpenTracing(false)
            )
            .Build();
    }
}

/// <summary>The database of a service.</summary>
public static class ServiceDatabase
{
    /// <summary>
    /// Registers the service's DbContext (also as <see cref="DbContext"/>), its data sources keyed by <see cref="DatabaseLogin"/>
    /// and its health. Interceptors come from dependency injection.
    /// </summary>
    public static WebApplicationBuilder AddServiceDatabase<TDb>(
        this WebApplicationBuilder builder,
        string service
    )
        where TDb : DbContext
    {
        var services = builder.Services;
        services.AddSingleton(provider =>
            Options(
                service,
                provider.GetRequiredService<IConfiguration>(),
                provider.GetRequiredService<IHostEnvironment>()
            )
        );
        foreach (var login in Enum.GetValues<DatabaseLogin>())
            services.AddKeyedSingleton(
                login,
                (provider, key) =>
                    provider.GetRequiredService<ServiceDatabaseOptions>().Open((DatabaseLogin)key)
            );
        services.AddScoped<DatabaseRole>();
        services.AddDbContext<TDb>(
            (provider, options) =>
                Configure(options)
                    .UseNpgsql(
                        provider.GetRequiredKeyedService<NpgsqlDataSource>(
                            provider.GetRequiredService<DatabaseRole>().Login
                        )
                    )
                    .AddInterceptors(provider.GetServices<IInterceptor>()),
            ServiceLifetime.Scoped,
            ServiceLifetime.Scoped
        );
        services.AddScoped<DbContext>(provider => provider.GetRequiredService<TDb>());
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);
        services.AddSingleton(MigrationStep.Extensions);
        services.AddSingleton(
            new StartupCheck(provider => provider.GetRequiredService<ServiceDatabaseOptions>())
        );
        // The build starts the program to write the OpenAPI document; there is no database then.
        if (!ServiceDefaultsSetup.WritesDocuments)
            services.AddHostedService<ForgetAnswers>();
        return builder;
    }

    /// <summary>Takes the worker's login for the scope. Called before anything takes the DbContext.</summary>
    public static IServiceProvider UseWorkerLogin(this IServiceProvider scope)
    {
        scope.GetRequiredService<DatabaseRole>().Login = DatabaseLogin.Worker;
        return scope;
    }

    /// <summary>What <c>dotnet ef migrations add</c> needs; it connects nowhere.</summary>
    public static DbContextOptions<TDb> DesignTimeOptions<TDb>()
        where TDb : DbContext =>
        (
            (DbContextOptionsBuilder<TDb>)
                Configure(new DbContextOptionsBuilder<TDb>())
                    .UseNpgsql("Host=localhost;Database=design")
        ).Options;

    /// <summary>In <c>OnModelCreating</c>: the tables that every service has.</summary>
    public static ModelBuilder AddServiceDefaults(this ModelBuilder model) =>
        model.ApplyConfiguration(new StoredAnswer());

    /// <summary>In <c>ConfigureConventions</c>: enums as text, moments in UTC, lists compared cheaply.</summary>
    public static void AddServiceDefaults(this ModelConfigurationBuilder conventions)
    {
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(64);
        conventions.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        conventions.Conventions.Add(_ => new ListComparison());
    }

    internal static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options) =>
        options
            .UseSnakeCaseNamingConvention()
            // Every host of a test has data sources of its own, and with them an internal service provider of EF.
            .ConfigureWarnings(warnings =>
                warnings.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning)
            );

    private static ServiceDatabaseOptions Options(
        string service,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        var name = ResourceNames.DatabaseOf(service);
        var injected =
            configuration.GetConnectionString(name)
            ?? throw new InvalidOperationException($"ConnectionStrings:{name} is not set.");
        return new ServiceDatabaseOptions(
            service,
            injected,
            Password("app"),
            Password("worker"),
            Password("sealer")
        );

        // On a developer's machine nobody should have to invent passwords; elsewhere nobody may guess them.
        string Password(string role)
        {
            var given = configuration[
                $"Database:{char.ToUpperInvariant(role[0])}{role[1..]}Password"
            ];
            var development = DevelopmentSecrets.OfRole(name, role);
            if (environment.IsDevelopment())
                return given ?? development;
            return given is null || given == development
                ? throw new InvalidOperationException(
                    "Database:AppPassword, Database:WorkerPassword and Database:SealerPassword must be set outside Development, and not to those of Development."
                )
                : given;
        }
    }

    private sealed class UtcConverter()
        : Microsoft.EntityFrameworkCore.Storage.ValueConversion.ValueConverter<
            DateTimeOffset,
            DateTimeOffset
        >(moment => moment.ToUniversalTime(), moment => moment);

    private sealed class DatabaseHealth(
        [FromKeyedServices(DatabaseLogin.App)] NpgsqlDataSource database
    ) : Microsoft.Extensions.Diagnostics.HealthChecks.IHealthCheck
    {
        public async Task<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult> CheckHealthAsync(
            Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Healthy();
        }
    }
}

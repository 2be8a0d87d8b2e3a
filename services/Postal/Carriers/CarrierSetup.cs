using HoanKiem.Contracts;
using HoanKiem.Postal.Waybills;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Secrets;
using Microsoft.Extensions.Options;

namespace HoanKiem.Postal.Carriers;

/// <summary>Joins the carriers to the service.</summary>
internal static class CarrierSetup
{
    /// <summary>Options, adapters, the sender of bookings and the reconciliation.</summary>
    public static WebApplicationBuilder AddCarriers(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services
            .AddOptions<PostalOptions>()
            .Bind(builder.Configuration.GetSection("Postal"))
            .PostConfigure<IConfiguration, IHostEnvironment>(Complete);
        AddCarrier<VnPostCarrier>(services);
        AddCarrier<RestCarrier>(services);
        services.AddScoped<CarrierNews>();
        services.AddScoped<WaybillPool>();
        services.AddScoped<Numbering>();
        if (!ServiceDefaultsSetup.WritesDocuments)
        {
            services.AddHostedService<BookingSender>();
            services.AddHostedService<Reconciliation>();
        }

        return builder;
    }

    private static void AddCarrier<T>(IServiceCollection services)
        where T : class, ICarrier
    {
        services.AddHttpClient<T>(
            (provider, http) =>
                http.Timeout = provider
                    .GetRequiredService<IOptions<PostalOptions>>()
                    .Value.CarrierTimeout
        );
        services.AddTransient<ICarrier>(provider => provider.GetRequiredService<T>());
    }

    // Where nothing is said, carriers are at the simulator, with the secrets of a developer's machine.
    private static void Complete(
        PostalOptions options,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        if (environment.IsDevelopment() && configuration["Postal:DemonstrationRanges"] is null)
            options.DemonstrationRanges = true;

        var simulator = configuration[$"services:{ResourceNames.Carrier}:http:0"]?.TrimEnd('/');
        foreach (var carrier in Carrier.All)
        {
            if (!options.Carriers.TryGetValue(carrier.Code, out var account))
                options.Carriers[carrier.Code] = account = new();
            if (account.Url.Length == 0 && simulator is not null)
                account.Url = $"{simulator}/{carrier.Code}";
            if (!environment.IsDevelopment())
                continue;

            // Elsewhere a carrier without a secret of its own is not heard.
            if (account.WebhookSecrets.Count == 0)
                account.WebhookSecrets.Add(DevelopmentSecrets.Carriers);
            if (account.Token.Length == 0)
                account.Token = "development";
            if (account.CustomerCode.Length == 0)
                account.CustomerCode = "HK-DEMO";
        }
    }
}

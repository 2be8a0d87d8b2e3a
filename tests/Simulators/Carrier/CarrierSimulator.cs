using HoanKiem.ServiceDefaults;

namespace HoanKiem.Simulators.Carrier;

/// <summary>Puts the simulator together; tests run it in their own process.</summary>
public static class CarrierSimulator
{
    /// <summary>The application, ready to run.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new BusinessClock(
            provider.GetRequiredService<TimeProvider>(),
            builder.Configuration["BusinessClock:File"]
        ));
        services.AddSingleton<Depot>();
        services.AddSingleton<Settings>();
        services.AddHttpClient(
            nameof(CallbackSender),
            http => http.Timeout = TimeSpan.FromSeconds(15)
        );
        services.AddHostedService<CallbackSender>();
        change?.Invoke(services);

        var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        VnPostInterface.Map(app.MapGroup("/vnpost"));
        RestInterface.Map(app.MapGroup("/buu-chinh"));
        Control.Map(app.MapGroup("/control"));
        return app;
    }
}

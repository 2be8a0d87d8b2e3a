using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.Simulators.ExternalAgencies;

// The systems of the police and of social insurance as one process of its own: they take requests over HTTP, work on them in legal
// time, and report by signed calls, sometimes twice, sometimes out of order, sometimes late.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(provider => new BusinessClock(
    provider.GetRequiredService<TimeProvider>(),
    builder.Configuration["BusinessClock:File"]
));
builder.Services.AddSingleton<Behaviour>();
builder.Services.AddSingleton<Register>();
builder.Services.AddHttpClient<Reporter>(http => http.Timeout = TimeSpan.FromSeconds(10));
builder.Services.AddHostedService<Office>();
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.PropertyNameCaseInsensitive = true
);
var app = builder.Build();

app.MapGet("/health", () => Results.Ok());
app.MapPost(
    "/{system}/requests",
    (string system, Order order, Register register) =>
        register.Take(system, order) is { } taken
            ? Results.Created($"/{system}/requests/{taken.ExternalId}", new { taken.ExternalId })
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
);
app.MapGet(
    "/{system}/requests/{externalId}",
    (string system, string externalId, Register register) =>
        register.Find(system, externalId) is { } found
            ? Results.Ok(found.Status())
            : Results.NotFound()
);
app.MapGet("/requests", (Register register) => Results.Ok(register.All().Select(m => m.Status())));
app.MapPost(
    "/control",
    (Control control, Behaviour behaviour, Register register) =>
    {
        behaviour.Apply(control);
        register.Apply(control);
        return Results.Ok(behaviour.Now());
    }
);
app.Run();

/// <summary>For tests that host it.</summary>
public sealed partial class Program;

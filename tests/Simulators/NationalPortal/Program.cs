using HoanKiem.Simulators.NationalPortal;

// The National Public Service Portal (Cổng Dịch vụ công quốc gia) as a process of its own: citizens file there, it hands their
// dossiers to us, and it takes the progress that we report, in the field names of its own interface.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Ledger>();
builder.Services.AddHttpClient<HandOver>(http => http.Timeout = TimeSpan.FromSeconds(10));
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.PropertyNamingPolicy = null
);
var app = builder.Build();

app.MapGet("/health", () => Results.Ok());
PartnerInterface.Map(app);
CitizenSide.Map(app);
app.Run();

using System.Text.Encodings.Web;
using System.Text.Unicode;
using HoanKiem.Contracts;
using HoanKiem.Portal;
using HoanKiem.Portal.Backend;
using HoanKiem.Portal.SignIn;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Edges;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Portal);

// Addresses carry the words that people search for: they are not written down.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
builder.Logging.AddFilter("Yarp", LogLevel.Warning);
builder.Services.AddRazorPages(Person.Protect);
builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Vietnamese letters as they are
builder.Services.AddHttpClient<Services>(http => http.Timeout = TimeSpan.FromSeconds(60));
builder.Services.AddScoped<Agencies>();
Setup.Add(builder); // the pages; the APIs behind the gateway check tokens themselves
Assets.Add(builder);
Gateway.Add(builder);
builder.AddAllowedOrigins();

var app = builder.Build();
app.UseAllowedOrigins(Gateway.IsForPrograms);
app.UseServiceDefaults();
Faults.Use(app);
StepUp.Use(app);
Assets.Use(app);
app.MapDefaultEndpoints();
app.MapRazorPages();
Door.Map(app);
Gateway.Map(app);
await app.RunAsync();

/// <summary>Entry point, named for the tests.</summary>
internal sealed partial class Program;

using System.Text.Encodings.Web;
using System.Text.Unicode;
using HoanKiem.Contracts;
using HoanKiem.Portal;
using HoanKiem.Portal.Backend;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Portal);

// Addresses carry the words that people search for: they are not written down.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
builder.Logging.AddFilter("Yarp", LogLevel.Warning);
builder.Services.AddRazorPages(SignIn.Protect);
builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Vietnamese letters as they are
builder.Services.AddHttpClient<Services>(http => http.Timeout = TimeSpan.FromSeconds(60));
builder.Services.AddSingleton<Tokens>();
builder.Services.AddScoped<Agencies>();

builder
    .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
    .AddCookie(SignIn.Configure); // the pages; the APIs behind the gateway check tokens themselves
builder.Services.AddAuthorization(SignIn.Policies);
Assets.Add(builder);
Gateway.Add(builder);

var app = builder.Build();
app.UseMiddleware<PageHeaders>();
app.UseServiceDefaults();
Faults.Use(app);
Assets.Use(app);
app.MapDefaultEndpoints();
app.MapRazorPages();
Gateway.Map(app);
await app.RunAsync();

/// <summary>Entry point, named for the tests.</summary>
internal sealed partial class Program;

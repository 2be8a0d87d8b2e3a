using HoanKiem.Contracts;
using HoanKiem.Portal;
using HoanKiem.Portal.Backend;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Portal);
builder.Services.AddRazorPages();
builder.Services.AddHttpClient<Services>();
builder.Services.AddSingleton<Tokens>();
builder
    .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
    .AddCookie(SignIn.Configure);
Gateway.Add(builder);

var app = builder.Build();
app.UseServiceDefaults();
app.UseStaticFiles();
app.MapDefaultEndpoints();
app.MapRazorPages();
app.MapReverseProxy();
await app.RunAsync();

/// <summary>Entry point, named for the tests.</summary>
internal sealed partial class Program;

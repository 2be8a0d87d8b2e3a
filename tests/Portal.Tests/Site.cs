using System.Runtime.CompilerServices;
using HoanKiem.Contracts;
using HoanKiem.Portal.Tests;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Site))]

namespace HoanKiem.Portal.Tests;

/// <summary>
/// The Portal in Kestrel on a loopback port, its services played by <see cref="Backend"/>, and one Chromium. It is Tuesday
/// 14/05/2019, 8:05 in Hà Nội: the district and its 18 wards.
/// </summary>
public sealed class Site : IAsyncLifetime
{
    private static readonly DateTimeOffset Tuesday = new(2019, 5, 14, 1, 5, 0, TimeSpan.Zero);
    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private PortalApp _portal = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    /// <summary>Folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Address of the Portal.</summary>
    public string Address { get; private set; } = "";

    internal Backend Backend { get; } = new();

    /// <summary>Everything that the Portal wrote down.</summary>
    internal KeptLogs Logs { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Backend.Start();
        _portal = new PortalApp(Backend.Address, "Development", Logs);
        _portal.UseKestrel(0);
        _portal.StartServer();
        Address = _portal.ClientOptions.BaseAddress.ToString().TrimEnd('/');
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath =
                    Environment.GetEnvironmentVariable("HOANKIEM_CHROMIUM") ?? "/usr/bin/chromium",
                Args = Arguments,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _portal.DisposeAsync();
        await Backend.DisposeAsync();
    }

    /// <summary>A phone without JavaScript, as somebody or as nobody.</summary>
    public async Task<Phone> Phone(string? citizen = null, string? officer = null)
    {
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = Address,
                ViewportSize = new ViewportSize { Width = 390, Height = 844 },
                DeviceScaleFactor = 2,
                IsMobile = true,
                HasTouch = true,
                JavaScriptEnabled = false,
                Locale = "vi-VN",
            }
        );
        context.SetDefaultTimeout(15_000);
        var phone = new Phone(context, await context.NewPageAsync());
        if (citizen is not null)
            await phone.SignIn("Công dân", citizen, "Vào với tư cách công dân");
        if (officer is not null)
            await phone.SignIn("Cán bộ", officer, "Vào với tư cách cán bộ");
        return phone;
    }

    /// <summary>A plain client of the running Portal.</summary>
    public HttpClient Client() => new() { BaseAddress = new Uri(Address) };

    /// <summary>A Portal of its own in another environment, without a port.</summary>
    internal PortalApp In(string environment) => new(Backend.Address, environment, Logs);

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    /// <summary>The Portal with the stub behind it and a legal time that stands still.</summary>
    internal sealed class PortalApp(string backend, string environment, ILoggerProvider logs)
        : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(environment);
            if (environment != "Development")
                builder.UseSetting("Tokens:Issuer", "https://mot-cua.example");
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(logs));
            foreach (
                var service in new[]
                {
                    ResourceNames.Catalogue,
                    ResourceNames.Dossiers,
                    ResourceNames.Routing,
                    ResourceNames.Postal,
                    ResourceNames.Feedback,
                    ResourceNames.Identity,
                    ResourceNames.Reporting,
                }
            )
                builder.UseSetting($"services:{service}:http:0", backend);
            builder.ConfigureTestServices(services =>
                services.AddSingleton(new BusinessClock(new FakeTimeProvider(Tuesday)))
            );
        }
    }
}

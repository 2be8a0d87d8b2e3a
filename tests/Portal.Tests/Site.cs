using System.Runtime.CompilerServices;
using HoanKiem.Contracts;
using HoanKiem.Portal.Tests;
using HoanKiem.ServiceDefaults;
using HoanKiem.SignIn;
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
/// The Portal in Kestrel on a loopback port, the real Identity behind it, the other services played by <see cref="Backend"/>, and one
/// Chromium. It is Tuesday 14/05/2019, 8:05 in Hà Nội: the district and its 18 wards. Tokens live in the time of today.
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

    private IdentityBehind _identity = null!;
    private PortalApp _portal = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    /// <summary>Folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Address of the Portal.</summary>
    public string Address { get; private set; } = "";

    internal Backend Backend { get; } = new();

    /// <summary>Everybody's password.</summary>
    public DemoAccounts Accounts => _identity.Accounts;

    /// <summary>Where a program of somebody else has people come back to: another origin.</summary>
    public Uri ForeignProgram => new(new Uri(Backend.Address), "/signed-in");

    /// <summary>Names of the cookies that reached Identity.</summary>
    public IEnumerable<string> CookiesAtIdentity => _identity.Cookies;

    /// <summary>A value in Identity's database.</summary>
    public Task<T?> AtIdentity<T>(string sql) => _identity.Scalar<T>(sql);

    /// <summary>Everything that the Portal wrote down.</summary>
    internal KeptLogs Logs { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Backend.Start();
        var port = FreePort();
        Address = $"http://127.0.0.1:{port}";
        _identity = new IdentityBehind(Address, ForeignProgram, Tuesday);
        await _identity.InitializeAsync();
        await _identity.Open();
        _portal = In("Development", new() { ["Tokens:Issuer"] = Address });
        _portal.UseKestrel(port);
        _portal.StartServer();
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
        await _identity.DisposeAsync();
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
        if ((citizen ?? officer) is { } userName)
        {
            await phone.Open("/dang-nhap");
            await SignIn(phone, userName);
        }

        return phone;
    }

    /// <summary>Fills in the sign-in page.</summary>
    public Task SignIn(Phone phone, string userName) =>
        phone.FillInSignIn(userName, Accounts.SecretOf(userName));

    /// <summary>A plain client of the running Portal.</summary>
    public HttpClient Client() => new() { BaseAddress = new Uri(Address) };

    /// <summary>A Portal of its own in another environment, without a port; or another instance of this one, with a time of its own.</summary>
    internal PortalApp In(
        string environment,
        Dictionary<string, string>? settings = null,
        TimeProvider? clock = null
    ) =>
        new(
            environment,
            service => service == ResourceNames.Identity ? _identity.Address : Backend.Address,
            settings ?? [],
            clock ?? TimeProvider.System,
            Logs
        );

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    /// <summary>The Portal with what is behind it and a legal time that stands still.</summary>
    internal sealed class PortalApp(
        string environment,
        Func<string, string> addressOf,
        Dictionary<string, string> settings,
        TimeProvider clock,
        ILoggerProvider logs
    ) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(environment);
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
                builder.UseSetting($"services:{service}:http:0", addressOf(service));
            foreach (var (name, value) in settings)
                builder.UseSetting(name, value);
            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton(clock);
                services.AddSingleton(new BusinessClock(new FakeTimeProvider(Tuesday)));
            });
        }
    }
}

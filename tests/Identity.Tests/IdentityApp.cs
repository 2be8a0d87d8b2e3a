using HoanKiem.Contracts;
using HoanKiem.SignIn;
using HoanKiem.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.Identity.Tests;

/// <summary>
/// The service with the directory of its seed file, in the five wards of 2026, the accounts of the demonstration, and two clients of somebody
/// else: a front-end on people's phones, and a system with a secret.
/// </summary>
public sealed class IdentityApp : ServiceApp<Program>
{
    public const string FrontEnd = "city-app";
    public const string System = "tax-office";
    public const string SecretOfSystem = "a-secret-of-at-least-thirty-two-letters";
    public static readonly Uri FrontEndAddress = new("https://app.example/signed-in");

    /// <summary>The site as the visitors of these tests see it.</summary>
    public static readonly Uri Site = new("http://localhost/");

    private int _addresses;
    private readonly string _accounts = Path.Combine(
        Path.GetTempPath(),
        $"hoankiem-{Guid.NewGuid():N}",
        DemoAccounts.FileName
    );

    public IdentityApp()
        : this(null) { }

    internal IdentityApp(DateTimeOffset? start)
        : base(ResourceNames.Identity, start)
    {
        Settings["DemoAccounts:File"] = _accounts;
        Settings[$"Clients:{FrontEnd}:RedirectUris"] = FrontEndAddress.AbsoluteUri;
        Settings[$"Clients:{FrontEnd}:SignedOutUris"] = "https://app.example/signed-out";
        Settings[$"Clients:{FrontEnd}:Scopes"] = "catalogue dossiers";
        Settings[$"Clients:{FrontEnd}:Name"] = "Ứng dụng thành phố";
        Settings[$"Clients:{FrontEnd}:NameEn"] = "City app";
        Settings[$"Clients:{System}:Secret"] = SecretOfSystem;
        Settings[$"Clients:{System}:Scopes"] = "routing";
    }

    /// <summary>Lines of the seed file, without its head.</summary>
    public static IReadOnlyList<string> Seed =>
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Seed", "appointments.csv"))
                .Skip(1),
        ];

    /// <summary>Where the passwords are.</summary>
    public string AccountsFile => _accounts;

    /// <summary>What carries requests to the service, without cookies or redirects of its own.</summary>
    public HttpMessageHandler Wire => Server.CreateHandler();

    /// <summary>Everybody's password.</summary>
    public DemoAccounts Accounts => DemoAccounts.Read(_accounts);

    /// <summary>Waits until the directory is loaded, as far as this host has to do with it.</summary>
    public static Task Loaded(IServiceProvider services) =>
        services
            .GetServices<IHostedService>()
            .OfType<HoanKiem.Identity.Directory.LoadDirectory>()
            .Single()
            .ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until clients and accounts are there.</summary>
    public async Task Prepared() =>
        await Services
            .GetRequiredService<Preparation>()
            .ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>
    /// A new browser, at an address: its own when none is given, because misses of many tests from one address would be answered late, and
    /// time stands still here.
    /// </summary>
    public Visitor Visitor(string? at = null) =>
        new(Site, new Somewhere(at ?? NextAddress()) { InnerHandler = Wire });

    /// <summary>The client's side of the protocol.</summary>
    public OAuthClient As(string client, string? secret = null) => new(Site, client, secret, Wire);

    private string NextAddress()
    {
        var number = Interlocked.Increment(ref _addresses);
        return $"10.0.{number >> 8}.{number & 255}";
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (
            Path.GetDirectoryName(_accounts) is { } folder
            && global::System.IO.Directory.Exists(folder)
        )
            global::System.IO.Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Says for whom requests are made, as the Portal does.</summary>
internal sealed class Somewhere(string address) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Headers.Add("X-Forwarded-For", address);
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>The same, on a day of the district and its 18 wards: Tuesday 14/05/2019, 8:00 in Hà Nội.</summary>
public sealed class IdentityOf2019()
    : ServiceApp<Program>(ResourceNames.Identity, new(2019, 5, 14, 1, 0, 0, TimeSpan.Zero));

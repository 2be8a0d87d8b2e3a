extern alias identity;

using System.Collections.Concurrent;
using HoanKiem.Contracts;
using HoanKiem.SignIn;
using HoanKiem.Testing;
using identity::HoanKiem.Identity;
using identity::HoanKiem.Identity.Directory;
using identity::HoanKiem.Identity.Persistence;
using identity::HoanKiem.Identity.Tokens;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.Portal.Tests;

/// <summary>The real Identity behind the Portal, with the demonstration's accounts: its legal time stands still with the Portal's, its tokens do not.</summary>
internal sealed class IdentityBehind : ServiceApp<IdentityDb>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hoankiem-portal").FullName;
    private readonly string _site;

    public IdentityBehind(string site, Uri foreignProgram, DateTimeOffset businessTime)
        : base(ResourceNames.Identity, businessTime)
    {
        Settings["Clients:city-app:RedirectUris"] = foreignProgram.AbsoluteUri;
        Settings["Clients:city-app:Scopes"] = "catalogue dossiers";
        Settings["Clients:city-app:Name"] = "Ứng dụng thành phố";
        Settings["Clients:city-app:NameEn"] = "City app";
        // Only its button is looked at here.
        Settings["Upstreams:vneid:Name"] = "VNeID";
        Settings["Upstreams:vneid:Authority"] = "https://vneid.example";
        Settings["Upstreams:vneid:ClientId"] = "hoankiem";
        Settings["Upstreams:vneid:ClientSecret"] = "none";
        _site = site;
        Settings["Tokens:Issuer"] = site;
        Settings["DemoAccounts:File"] = AccountsFile;
    }

    private string AccountsFile => Path.Combine(_folder, DemoAccounts.FileName);

    /// <summary>Where it listens.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Names of the cookies that reached it.</summary>
    public ConcurrentQueue<string> Cookies { get; } = [];

    /// <summary>Everybody's password.</summary>
    public DemoAccounts Accounts { get; private set; } = null!;

    public async Task Open()
    {
        UseKestrel(0);
        StartServer();
        Address = ClientOptions.BaseAddress.ToString().TrimEnd('/');
        await Services.GetRequiredService<Preparation>().ExecuteTask!;
        await Services.GetServices<IHostedService>().OfType<LoadDirectory>().Single().ExecuteTask!;
        Accounts = DemoAccounts.Read(AccountsFile);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(TimeProvider.System);
            services.AddSingleton<IStartupFilter>(new Watch(Cookies));
            services
                .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
                .PostConfigure<TokenKeys>(
                    (options, keys) =>
                        options.ConfigurationManager = new OwnKeys(keys, new Uri(_site).AbsoluteUri)
                );
        });
    }

    private sealed class Watch(ConcurrentQueue<string> cookies) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (http, rest) =>
                    {
                        foreach (var name in http.Request.Cookies.Keys)
                            cookies.Enqueue(name);
                        return rest(http);
                    }
                );
                next(app);
            };
    }
}

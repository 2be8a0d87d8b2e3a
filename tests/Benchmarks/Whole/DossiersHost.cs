using System.Globalization;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Persistence;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Benchmarks.Whole;

/// <summary>
/// The real Dossiers on a port, its audit on or off. The switch is internal and no configuration reaches it: only a program that replaces
/// the service's own registration, as this one does, can turn it.
/// </summary>
internal sealed class DossiersHost(bool audit) : WebApplicationFactory<DossiersDb>
{
    public const string Command = "host-dossiers";

    public static async Task RunAsync(string audit, string port)
    {
        await using var host = new DossiersHost(audit == "on");
        host.UseKestrel(int.Parse(port, CultureInfo.InvariantCulture));
        host.StartServer();
        await Task.Delay(Timeout.Infinite);
    }

    protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder)
    {
        Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions.UseContentRoot(
            builder,
            AppContext.BaseDirectory
        );
        builder.ConfigureTestServices(services => services.AddSingleton(new AuditSwitch(audit)));
    }
}

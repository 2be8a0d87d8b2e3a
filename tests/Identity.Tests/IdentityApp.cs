using HoanKiem.Contracts;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.Identity.Tests;

/// <summary>The service with the directory of its seed file, in the five wards of 2026.</summary>
public sealed class IdentityApp() : ServiceApp<Program>(ResourceNames.Identity)
{
    /// <summary>Lines of the seed file, without its head.</summary>
    public static IReadOnlyList<string> Seed =>
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Seed", "appointments.csv"))
                .Skip(1),
        ];

    /// <summary>Waits until the directory is loaded, as far as this host has to do with it.</summary>
    public static Task Loaded(IServiceProvider services) =>
        services
            .GetServices<IHostedService>()
            .OfType<HoanKiem.Identity.Directory.LoadDirectory>()
            .Single()
            .ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
}

/// <summary>The same, on a day of the district and its 18 wards: Tuesday 14/05/2019, 8:00 in Hà Nội.</summary>
public sealed class IdentityOf2019()
    : ServiceApp<Program>(ResourceNames.Identity, new(2019, 5, 14, 1, 0, 0, TimeSpan.Zero));

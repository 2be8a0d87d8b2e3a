using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.SignIn;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using OpenIddict.Abstractions;

namespace HoanKiem.Identity;

/// <summary>Once an hour: deletes what has ended a day ago, so that the tables of the sign-in stay as small as a day. A code or token that is brought later is refused as unknown.</summary>
internal sealed partial class Forget(
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<Forget> log
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (ServiceDefaultsSetup.WritesDocuments)
            return;
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await Run(scopes, clock.GetUtcNow().AddDays(-1), stoppingToken);
            }
            catch (Exception fault) when (Outage.Is(fault))
            {
                LogLater(log, fault.GetBaseException().Message);
            }
    }

    /// <summary>One round.</summary>
    internal static async Task Run(
        IServiceScopeFactory scopes,
        DateTimeOffset before,
        CancellationToken ct
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        var provider = scope.ServiceProvider;
        provider.UseWorkerLogin();
        await provider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, ct);
        await provider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(before, ct);
        await provider.GetRequiredService<Sessions>().Forget(ct);
        await provider.GetRequiredService<Attempts>().Forget(ct);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What has ended is deleted later, the database is away: {Reason}"
    )]
    private static partial void LogLater(ILogger log, string reason);
}

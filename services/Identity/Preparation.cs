using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Protocol;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HoanKiem.Identity;

/// <summary>
/// What has to be in the database before anybody can sign in: the clients of the configuration and, on a developer's machine, the accounts of
/// the demonstration. The service is healthy when it is there; a database that is away is waited for.
/// </summary>
internal sealed class Preparation(IServiceScopeFactory scopes, TimeProvider clock)
    : BackgroundService,
        IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            ExecuteTask is { IsCompletedSuccessfully: true }
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy()
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (ServiceDefaultsSetup.WritesDocuments)
            return;
        while (true)
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope
                    .ServiceProvider.GetRequiredService<DemonstrationAccounts>()
                    .Load(stoppingToken);
                await scope
                    .ServiceProvider.GetRequiredService<RegisterClients>()
                    .Run(stoppingToken);
                return;
            }
            catch (Exception fault) when (Outage.Is(fault))
            {
                await Task.Delay(Pause, clock, stoppingToken);
            }
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HoanKiem.Messaging;

/// <summary>Degraded, never unhealthy: a service whose events wait still takes requests.</summary>
internal sealed class MessagingHealth(MessagingMetrics metrics) : IHealthCheck
{
    private const double LongWait = 60;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var counts = metrics.Latest;
        return Task.FromResult(
            counts
                is {
                    OldestAgeSeconds: < LongWait,
                    Errors: 0,
                    ExpectationsMissed: 0,
                    Differences: 0,
                    Lost: 0
                }
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded(counts.ToString())
        );
    }
}

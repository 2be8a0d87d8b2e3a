using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Routing.ExternalSystems;

/// <summary>
/// Asks other systems about requests they have said nothing about for a while (đối soát): a callback that never came is found here,
/// and a request that they do not know becomes somebody's work.
/// </summary>
internal sealed class ReconcileExternalSteps(
    IServiceScopeFactory scopes,
    TimeProvider system,
    IOptions<ExternalSystemOptions> options,
    ILogger<ReconcileExternalSteps> log
) : BackgroundService
{
    private const int AtOnce = 50;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Round(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task Round(CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<RoutingDb>();
            var silentSince = system.GetUtcNow() - options.Value.Silence;
            var silent = await db
                .ExternalRequests.AsNoTracking()
                .Where(r =>
                    r.State == ExternalRequestState.Sent
                    && r.LastHeardAt <= silentSince
                    && r.ExternalId != null
                )
                .OrderBy(r => r.LastHeardAt)
                .Take(AtOnce)
                .ToListAsync(ct);
            foreach (var request in silent)
                await Ask(request, ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogWarning(fault, "Other systems could not be asked; they are asked again.");
        }
    }

    private async Task Ask(ExternalRequest silent, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider.UseWorkerLogin();
        var report = await services.GetRequiredService<ExternalClient>().Ask(silent, ct);

        var db = services.GetRequiredService<RoutingDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await services.GetRequiredService<Cases.CaseDesk>().Take(silent.CaseId, ct);
        var request = await db.ExternalRequests.SingleAsync(r => r.Id == silent.Id, ct);
        var desk = services.GetRequiredService<ExternalDesk>();
        if (report is null || report.State == "unknown")
            await desk.FallSilent(request, report is null ? "unreachable" : "unknown-there", ct);
        else
            await desk.Hear(request, $"asked:{request.Id:N}:{report.State}", report, ct);
        request.Heard(null, false, system.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}

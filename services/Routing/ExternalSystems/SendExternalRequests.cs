using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.ExternalSystems;

/// <summary>
/// Sends what is queued for other systems, again and again until they take it. Taking a row, sending and writing down the answer are
/// three separate acts: no transaction waits for the network, and two replicas never send the same row at once.
/// </summary>
internal sealed class SendExternalRequests(
    IServiceScopeFactory scopes,
    TimeProvider system,
    ILogger<SendExternalRequests> log
) : BackgroundService
{
    private const int AtOnce = 20;
    private const int SilentAfter = 6;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll);
        while (await Next(timer, stoppingToken))
            try
            {
                foreach (var id in await Take(stoppingToken))
                    await Send(id, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogWarning(
                    fault,
                    "Requests to other systems could not be sent; they stay queued."
                );
            }
    }

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<Guid>> Take(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<RoutingDb>();
        var now = system.GetUtcNow();
        var until = now + Lease;
        return await db
            .Database.SqlQuery<Guid>(
                $"""
                update external_request set next_attempt_at = {until}, attempts = attempts + 1
                where id in (
                    select id from external_request where state = 'Queued' and next_attempt_at <= {now}
                    order by next_attempt_at limit {AtOnce} for update skip locked)
                returning id
                """
            )
            .ToListAsync(ct);
    }

    private async Task Send(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider.UseWorkerLogin();
        var db = services.GetRequiredService<RoutingDb>();
        var sent = await db.ExternalRequests.AsNoTracking().SingleAsync(r => r.Id == id, ct);
        var answer = await services.GetRequiredService<ExternalClient>().Send(sent, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var desk = services.GetRequiredService<ExternalDesk>();
        // The case first, then the request: the order in which a callback locks them.
        await services.GetRequiredService<CaseDesk>().Take(sent.CaseId, ct);
        var request = await db.ExternalRequests.SingleAsync(r => r.Id == id, ct);
        if (answer.ExternalId is { } externalId)
        {
            request.Sent(externalId, system.GetUtcNow());
            await desk.Sent(request, ct);
        }
        else if (answer.Final)
        {
            request.GiveUp(answer.Fault!);
            await desk.FallSilent(request, answer.Fault!, ct);
        }
        else
        {
            request.Failed(answer.Fault!, system.GetUtcNow() + Pause(request.Attempts));
            if (request.Attempts == SilentAfter)
                await desk.FallSilent(request, answer.Fault!, ct);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static TimeSpan Pause(int attempts)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(attempts, 10)));
        return pause < LongestPause ? pause : LongestPause;
    }
}

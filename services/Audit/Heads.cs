using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Audit;

/// <summary>
/// Tells Reporting how far each chain is: a minute after it has grown, and once for each day that it has grown in. Whoever changes a chain
/// afterwards would have to change what another service keeps in another database.
/// </summary>
internal sealed class Heads(
    IServiceScopeFactory scopes,
    SayHead say,
    BusinessClock business,
    TimeProvider clock,
    ILogger<Heads> log
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // Yesterday's entries have been told by this process, or by another one while this one looked.
    private DateOnly _closed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SayAsync(stoppingToken);
            }
            catch (Exception fault) when (Outage.Is(fault))
            {
                log.LogWarning("Heads of the audit wait: {Reason}", fault.Message);
            }
        }
    }

    /// <summary>Says the heads whose time has come; how many.</summary>
    internal async Task<int> SayAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider.UseWorkerLogin();
        var db = services.GetRequiredService<DbContext>();
        var outbox = services.GetRequiredService<IOutbox>();
        var now = clock.GetUtcNow();
        var today = LegalZone.DateOf(now);
        var midnight = LegalZone.StartOf(today);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Looking reads back through all that was sealed since midnight: once is enough, when nothing of yesterday can come any more.
        var closes = _closed < today && now >= midnight + Every;
        // The rows are locked by the update: two that look at once say it once.
        var closed = !closes
            ? []
            : await db
                .Database.SqlQuery<Said>(
                    $"""
                    update audit_head h set said = said + 1, closed = d.day
                    from (
                        select o.agency, a.sequence, a.hash, (a.sealed_at at time zone 'Asia/Ho_Chi_Minh')::date as day from audit_head o
                        cross join lateral (
                            select sequence, hash, sealed_at from audit
                            where agency = o.agency and sealed_at < {midnight} order by sequence desc limit 1) a
                    ) d
                    where d.agency = h.agency and (h.closed is null or h.closed < d.day)
                    returning h.agency, h.said as said_times, d.sequence as entries, d.hash, d.day
                    """
                )
                .ToListAsync(ct);
        var grown = await db
            .Database.SqlQuery<Said>(
                $"""
                update audit_head set said = said + 1, said_entries = entries, said_at = {now}
                where said_entries < entries and (said_at is null or said_at <= {now - Every})
                returning agency, said as said_times, entries, hash, null::date as day
                """
            )
            .ToListAsync(ct);
        foreach (var head in closed.Concat(grown))
            outbox.Publish(
                say(
                    head.Agency,
                    head.SaidTimes,
                    business.GetUtcNow(),
                    new ChainHead(
                        head.Agency,
                        head.Entries,
                        Convert.ToHexStringLower(head.Hash),
                        head.Day
                    )
                )
            );
        if (closed.Count + grown.Count > 0)
            await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (closes)
            _closed = today;
        return closed.Count + grown.Count;
    }

    private sealed record Said(
        string Agency,
        long SaidTimes,
        long Entries,
        byte[] Hash,
        DateOnly? Day
    );
}

using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Shipments;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Postal.Carriers;

/// <summary>
/// Asks carriers about parcels and collections of which nothing was heard for long, a few at a time, and takes the answers the same
/// way as callbacks: what was known before changes nothing.
/// </summary>
internal sealed class Reconciliation(
    IServiceScopeFactory scopes,
    TimeProvider system,
    BusinessClock clock,
    IOptions<PostalOptions> options,
    ILogger<Reconciliation> log
) : BackgroundService
{
    // Status is text in the database: it has no order there.
    private static readonly ShipmentStatus[] UnderWay =
    [
        .. Enum.GetValues<ShipmentStatus>().Where(status => !ParcelState.IsEnd(status)),
    ];

    // When each silent item was last asked about: a carrier that knows nothing new is not asked again in the next round.
    private readonly Dictionary<Guid, DateTimeOffset> _asked = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.ReconciliationPoll, system, stoppingToken);
            try
            {
                foreach (var (carrier, waybill) in await Silent(stoppingToken))
                    await Ask(carrier, waybill, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogWarning(
                    fault,
                    "Reconciliation could not be done; the next round tries again"
                );
            }
        }
    }

    private async Task<List<(string Carrier, string Waybill)>> Silent(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<PostalDb>();
        var now = clock.GetUtcNow();
        var before = now - options.Value.SilenceBeforeAsking;
        foreach (var known in _asked.Where(asked => asked.Value <= before).ToList())
            _asked.Remove(known.Key);

        var shipments = db
            .Shipments.Where(s => UnderWay.Contains(s.Status) && s.LastHeardAt <= before)
            .Select(s => new
            {
                s.Id,
                s.Carrier,
                s.Waybill,
                s.LastHeardAt,
            });
        var orders = db
            .Orders.Where(o =>
                (o.Status == CollectionStatus.Ordered || o.Status == CollectionStatus.Collecting)
                && o.LastHeardAt <= before
            )
            .Select(o => new
            {
                o.Id,
                o.Carrier,
                o.Waybill,
                o.LastHeardAt,
            });
        var asked = _asked.Keys.ToList();
        var silent = await shipments
            .Concat(orders)
            .Where(item => item.Waybill != null && !asked.Contains(item.Id))
            .Where(item =>
                db.Bookings.Any(b => b.Id == item.Id && b.Status == BookingStatus.Booked)
            )
            .OrderBy(item => item.LastHeardAt)
            .Take(options.Value.AsksPerRound)
            .ToListAsync(ct);
        foreach (var item in silent)
            _asked[item.Id] = now;
        return [.. silent.Select(item => (item.Carrier, item.Waybill!))];
    }

    private async Task Ask(string carrier, string waybill, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider.UseWorkerLogin();
            var adapter = services.GetServices<ICarrier>().Single(c => c.Code == carrier);
            var reports = await adapter.Track(waybill, ct);
            var db = services.GetRequiredService<PostalDb>();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            foreach (var report in reports.Where(report => report.Waybill == waybill))
                await services
                    .GetRequiredService<CarrierNews>()
                    .Take(carrier, report, "tracking", ct);
            await transaction.CommitAsync(ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(
                "{Carrier} could not be asked about an item: {Fault}",
                carrier,
                fault.GetType().Name
            );
        }
    }
}

using HoanKiem.Access;
using HoanKiem.Messaging;
using HoanKiem.Postal.Agencies;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.OpenItems;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Shipments;
using HoanKiem.Postal.Waybills;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Postal.Carriers;

/// <summary>
/// Tells carriers what is to be collected and delivered. Each booking is leased in one short transaction, said to the carrier outside
/// of any, and answered in another; whoever dies in between leaves a lease that ends, and the key makes the second call harmless.
/// </summary>
internal sealed class BookingSender(
    IServiceScopeFactory scopes,
    TimeProvider system,
    BusinessClock clock,
    Sealing sealing,
    IOptions<PostalOptions> options,
    ILogger<BookingSender> log
) : BackgroundService
{
    private const int Batch = 10;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var taken = 0;
            try
            {
                taken = await Round(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                log.LogWarning(fault, "Bookings could not be read; the next round tries again");
            }

            if (taken < Batch)
                await Task.Delay(options.Value.BookingPoll, system, stoppingToken);
        }
    }

    private async Task<int> Round(CancellationToken ct)
    {
        var leased = await Lease(ct);
        foreach (var id in leased)
            await Say(id, ct);
        return leased.Count;
    }

    private async Task<IReadOnlyList<Guid>> Lease(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<PostalDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = system.GetUtcNow();
        var due = await db
            .Bookings.FromSql(
                $"""
                select * from booking where status in ('Waiting', 'CancelWaiting') and next_at <= {now}
                order by next_at limit {Batch} for update skip locked
                """
            )
            .ToListAsync(ct);
        // Long enough for the whole batch, one call after the other.
        foreach (var booking in due)
            booking.Lease(now + options.Value.CarrierTimeout * (Batch + 2));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return [.. due.Select(booking => booking.Id)];
    }

    private async Task Say(Guid id, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider.UseWorkerLogin();
            var db = services.GetRequiredService<PostalDb>();
            var booking = await db.Bookings.SingleAsync(b => b.Id == id, ct);
            if (await Prepare(booking, services, ct) is not { } order)
                return;

            var carrier = services.GetServices<ICarrier>().Single(c => c.Code == booking.Carrier);
            var answer = await Ask(carrier, booking, order, ct);
            await Settle(booking, answer, services, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Someone changed it while we called, for instance took it back: the next round reads it anew.
            log.LogInformation("Booking {Booking} was changed during the call", id);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("Booking {Booking} was not answered: {Fault}", id, fault.GetType().Name);
            await Postpone(id, fault, ct);
        }
    }

    private static Task<CarrierAnswer> Ask(
        ICarrier carrier,
        Booking booking,
        CarrierOrder order,
        CancellationToken ct
    ) =>
        booking.Status is BookingStatus.CancelWaiting
            ? carrier.Cancel(order.Waybill, ct)
            : carrier.Order(order, ct);

    // What is to be said; none when there is nothing to say now. Without a number there is no order: the pool may have been filled.
    private async Task<CarrierOrder?> Prepare(
        Booking booking,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<PostalDb>();
        var shipment = await db.Shipments.SingleOrDefaultAsync(s => s.Id == booking.Id, ct);
        var collection = await db.Orders.SingleOrDefaultAsync(o => o.Id == booking.Id, ct);
        var agency = shipment?.SendingAgency ?? collection!.ReceivingAgency;
        var waybill = shipment?.Waybill ?? collection?.Waybill;
        if (waybill is null)
        {
            var numbering = services.GetRequiredService<Numbering>();
            waybill = await numbering.Number(shipment, collection, agency, ct);
            if (waybill is null)
            {
                booking.Failed("no item number left", system.GetUtcNow());
                await db.SaveChangesAsync(ct);
                return null;
            }

            await db.SaveChangesAsync(ct);
        }

        var party = await db.Parties.SingleOrDefaultAsync(p => p.ItemId == booking.Id, ct);
        if (party?.Open(sealing) is not { } citizen)
        {
            booking.Answered(false, "the addressee cannot be read");
            services
                .GetRequiredService<IExpectations>()
                .Met(Expected.Booked, booking.Id.ToString());
            await Open(db, "recipient-unreadable", booking, shipment, collection, ct);
            await db.SaveChangesAsync(ct);
            return null;
        }

        return new CarrierOrder(
            booking.Errand,
            booking.Id.ToString("N"),
            shipment?.DossierLabel ?? collection!.DossierLabel,
            waybill,
            shipment?.CashOnDelivery ?? 0,
            agency,
            await Agency.NameOf(db, agency, LegalZone.DateOf(clock.GetUtcNow()), ct),
            citizen
        );
    }

    private async Task Settle(
        Booking booking,
        CarrierAnswer answer,
        IServiceProvider services,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<PostalDb>();
        booking.Answered(answer.Accepted, answer.Reason);
        services.GetRequiredService<IExpectations>().Met(Expected.Booked, booking.Id.ToString());
        if (booking.Status is BookingStatus.Refused)
        {
            var shipment = await db.Shipments.FindAsync([booking.Id], ct);
            var collection = await db.Orders.FindAsync([booking.Id], ct);
            await Open(db, "refused-by-carrier", booking, shipment, collection, ct);
        }

        await db.SaveChangesAsync(ct);
    }

    private async Task Postpone(Guid id, Exception fault, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.UseWorkerLogin().GetRequiredService<PostalDb>();
        var now = system.GetUtcNow();
        try
        {
            var booking = await db.Bookings.SingleAsync(b => b.Id == id, ct);
            booking.Failed(fault.GetType().Name, now);
            await db.SaveChangesAsync(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(failure, "Booking {Booking} stays leased until its lease ends", id);
        }
    }

    private Task Open(
        PostalDb db,
        string kind,
        Booking booking,
        Shipment? shipment,
        CollectionOrder? collection,
        CancellationToken ct
    ) =>
        OpenItem.Open(
            db,
            OpenItem.Of(
                Guid.CreateVersion7(system.GetUtcNow()),
                kind,
                $"{booking.Id:N}",
                booking.Carrier,
                clock.GetUtcNow(),
                booking.Id,
                (IConcerned?)shipment ?? collection,
                shipment?.Waybill ?? collection?.Waybill
            ),
            null,
            ct
        );
}

/// <summary>Names of what Postal expects of others.</summary>
internal static class Expected
{
    /// <summary>A carrier answers to an order.</summary>
    public const string Booked = "carrier-answers";
}

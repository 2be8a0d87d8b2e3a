using HoanKiem.Access;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Shipments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Carriers;

/// <summary>Where our side of an order with a carrier stands.</summary>
internal enum BookingStatus
{
    /// <summary>The carrier is to be told; tried until it answers.</summary>
    Waiting,

    /// <summary>The carrier has taken it.</summary>
    Booked,

    /// <summary>The carrier will not do it: a matter for a person.</summary>
    Refused,

    /// <summary>The carrier is to be told that it is off.</summary>
    CancelWaiting,

    /// <summary>It is off.</summary>
    Cancelled,
}

/// <summary>
/// What is to be said to a carrier about a parcel or a collection. The row is written in the commit that wants it; a background sender
/// calls the carrier, outside of any transaction and of any request.
/// </summary>
internal sealed class Booking : IReachable<Booking>
{
    /// <inheritdoc />
    public static Ways<Booking> Ways { get; } =
        new Ways<Booking>()
            .PartOf<Shipment>(booking => booking.Id)
            .PartOf<CollectionOrder>(booking => booking.Id);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private Booking() { }

    /// <summary>The parcel or the collection order; also the idempotency key at the carrier.</summary>
    public Guid Id { get; private set; }

    /// <summary>Deliver or collect.</summary>
    public Errand Errand { get; private set; }

    /// <summary>Which carrier.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>Where it stands.</summary>
    public BookingStatus Status { get; private set; }

    /// <summary>Calls so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not before this moment of system time, UTC.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>What went wrong last.</summary>
    public string? LastError { get; private set; }

    /// <summary>Raised with every change; the concurrency token.</summary>
    public int Version { get; private set; }

    /// <summary>An order to be placed.</summary>
    public static Booking For(Guid id, Errand errand, string carrier, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Errand = errand,
            Carrier = carrier,
            Status = BookingStatus.Waiting,
            NextAt = now,
            Version = 1,
        };

    /// <summary>Takes it for one call: until the lease ends nobody else calls.</summary>
    public void Lease(DateTimeOffset until)
    {
        NextAt = until;
        Attempts++;
        Version++;
    }

    /// <summary>The carrier answered.</summary>
    public void Answered(bool accepted, string? reason)
    {
        Version++;
        LastError = Short(reason);
        Status = (Status, accepted) switch
        {
            (BookingStatus.CancelWaiting, _) => BookingStatus.Cancelled,
            (_, true) => BookingStatus.Booked,
            _ => BookingStatus.Refused,
        };
    }

    /// <summary>No answer: once more after a pause that doubles.</summary>
    public void Failed(string error, DateTimeOffset now)
    {
        Version++;
        LastError = Short(error);
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(Attempts, 12)));
        NextAt = now + (pause < LongestPause ? pause : LongestPause);
    }

    /// <summary>It is off: what was never said need not be taken back.</summary>
    public void Cancel(DateTimeOffset now)
    {
        if (
            Status
            is BookingStatus.Cancelled
                or BookingStatus.CancelWaiting
                or BookingStatus.Refused
        )
            return;

        // A call that is under way may reach the carrier, so only what was never tried is simply dropped.
        Status = Attempts == 0 ? BookingStatus.Cancelled : BookingStatus.CancelWaiting;
        (Attempts, NextAt) = (0, now);
        Version++;
    }

    private static string? Short(string? text) => text is { Length: > 200 } ? text[..200] : text;

    internal sealed class Mapping : IEntityTypeConfiguration<Booking>
    {
        public void Configure(EntityTypeBuilder<Booking> booking)
        {
            booking.Property(b => b.Id).ValueGeneratedNever();
            booking.Property(b => b.Version).IsConcurrencyToken();
            booking.HasIndex(b => b.NextAt).HasFilter("status in ('Waiting', 'CancelWaiting')");
        }
    }
}

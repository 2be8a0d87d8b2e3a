using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;

namespace HoanKiem.Postal.Waybills;

/// <summary>A range of item numbers (dải số hiệu bưu gửi) that a carrier gave to one agency.</summary>
internal sealed class WaybillRange
{
    private WaybillRange() { }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>Who carries.</summary>
    public string Carrier { get; private set; } = "";

    /// <summary>Agency that sends.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>Two letters of the service.</summary>
    public string Service { get; private set; } = "";

    /// <summary>First serial number.</summary>
    public int First { get; private set; }

    /// <summary>Last serial number.</summary>
    public int Last { get; private set; }

    /// <summary>Next serial number to be given.</summary>
    public int Next { get; private set; }

    /// <summary>Made up for a demonstration.</summary>
    public bool Demonstration { get; private set; }

    /// <summary>A range from the carrier.</summary>
    public static WaybillRange Of(
        Guid id,
        string carrier,
        string agency,
        string service,
        int first,
        int last,
        bool demonstration
    ) =>
        new()
        {
            Id = id,
            Carrier = carrier,
            Agency = agency,
            Service = service,
            First = first,
            Last = last,
            Next = first,
            Demonstration = demonstration,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<WaybillRange>
    {
        public void Configure(EntityTypeBuilder<WaybillRange> range)
        {
            range.Property(r => r.Id).ValueGeneratedNever();
            range.HasIndex(r => new { r.Service, r.First }).IsUnique();
            range.HasIndex(r => new { r.Carrier, r.Agency });
        }
    }
}

/// <summary>
/// Gives item numbers from the pool of an agency. A number is reserved in the commit that creates the parcel, before any carrier is
/// called: two clerks can never send the same one, and one that was reserved is never given again.
/// </summary>
internal sealed class WaybillPool(PostalDb db, IOptions<PostalOptions> options, TimeProvider clock)
{
    private const int RangeSize = 100_000;

    /// <summary>Reserves the next number; none when the pool is empty.</summary>
    public async Task<ItemIdentifier?> Reserve(string carrier, string agency, CancellationToken ct)
    {
        // The row stays locked until the commit, so that a rolled back reservation leaves no gap.
        var given = await db
            .Database.SqlQuery<Given>(
                $"""
                update waybill_range set next = next + 1
                where id = (
                    select id from waybill_range where carrier = {carrier} and agency = {agency} and next <= last
                    order by first limit 1 for update)
                returning service, next - 1 as serial
                """
            )
            .ToListAsync(ct);
        return given is [var number] ? ItemIdentifier.Create(number.Service, number.Serial) : null;
    }

    /// <summary>In a demonstration every agency that can send has a range at every carrier; elsewhere carriers give them.</summary>
    public async Task ProvideDemonstration(string agency, CancellationToken ct)
    {
        if (!options.Value.DemonstrationRanges)
            return;

        foreach (var carrier in Carrier.All)
        {
            if (
                await db.WaybillRanges.AnyAsync(
                    r => r.Carrier == carrier.Code && r.Agency == agency,
                    ct
                )
            )
                continue;

            var block = (
                await db
                    .Database.SqlQuery<long>($"select nextval('waybill_block') as \"Value\"")
                    .ToListAsync(ct)
            )[0];
            var first = (int)(block * RangeSize);
            db.Add(
                WaybillRange.Of(
                    Guid.CreateVersion7(clock.GetUtcNow()),
                    carrier.Code,
                    agency,
                    carrier.Service,
                    first,
                    first + RangeSize - 1,
                    demonstration: true
                )
            );
        }
    }

    private sealed record Given(string Service, int Serial);
}

using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Persistence;
using HoanKiem.Postal.Waybills;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Postal.Agencies;

/// <summary>What an agency (cơ quan) was called from one day to another: the sender on labels. All versions are kept.</summary>
internal sealed class Agency
{
    private Agency() { }

    /// <summary>Slug.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Place of the version in the agency's life.</summary>
    public long Sequence { get; private set; }

    /// <summary>Official name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>First day; unknown when null.</summary>
    public DateOnly? ValidFrom { get; private set; }

    /// <summary>Last day; open when null.</summary>
    public DateOnly? ValidTo { get; private set; }

    /// <summary>A version from the catalogue.</summary>
    public static Agency From(AgencyRegistered registered) =>
        new()
        {
            Id = registered.AgencyId,
            Sequence = registered.Sequence,
            Name = registered.Name,
            ValidFrom = registered.ValidFrom,
            ValidTo = registered.ValidTo,
        };

    /// <summary>The name in force on a day, else the newest one known, else the slug.</summary>
    public static async Task<string> NameOf(
        PostalDb db,
        string agency,
        DateOnly day,
        CancellationToken ct
    )
    {
        var versions = await db.Agencies.AsNoTracking().Where(a => a.Id == agency).ToListAsync(ct);
        return versions
                .OrderByDescending(a =>
                    (a.ValidFrom is null || a.ValidFrom <= day)
                    && (a.ValidTo is null || a.ValidTo >= day)
                )
                .ThenByDescending(a => a.Sequence)
                .FirstOrDefault()
                ?.Name
            ?? agency;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Agency>
    {
        public void Configure(EntityTypeBuilder<Agency> agency) =>
            agency.HasKey(a => new { a.Id, a.Sequence });
    }
}

/// <summary>Catalogue → Postal: keeps the names of agencies, and in a demonstration gives each sender a range of item numbers.</summary>
internal sealed class KeepAgencyOnAgencyRegistered(PostalDb db, WaybillPool pool)
    : IHandle<AgencyRegistered>
{
    private static readonly string[] Senders =
    [
        "district",
        "ward",
        "specialised",
        "administrative",
        "centre",
    ];

    /// <inheritdoc />
    public async Task Handle(AgencyRegistered @event, CancellationToken ct)
    {
        if (await db.Agencies.FindAsync([@event.AgencyId, @event.Sequence], ct) is null)
            db.Add(Agency.From(@event));
        if (Senders.Contains(@event.Kind))
            await pool.ProvideDemonstration(@event.AgencyId, ct);
    }
}

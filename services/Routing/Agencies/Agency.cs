using HoanKiem.Contracts.Catalogue.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Routing.Agencies;

/// <summary>Local copy of an agency (cơ quan) of the Catalogue: who is there, from when to when, and for whom it acts.</summary>
internal sealed class Agency
{
    private Agency() { }

    /// <summary>Our own id, a slug that is never reused.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Place of the last change in the life of the agency; an older one changes nothing.</summary>
    public long Sequence { get; private set; }

    /// <summary>Official name, Vietnamese.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Kind in the Catalogue.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>First day; unknown when null.</summary>
    public DateOnly? ValidFrom { get; private set; }

    /// <summary>Last day.</summary>
    public DateOnly? ValidTo { get; private set; }

    /// <summary>Agency above.</summary>
    public string? ParentId { get; private set; }

    /// <summary><c>ours</c>, or the system in which this agency works.</summary>
    public string SystemOfRecord { get; private set; } = "";

    /// <summary>Agencies for which an external one acts.</summary>
    public List<string> Serves { get; private set; } = [];

    /// <summary>The copy of a published agency.</summary>
    public static Agency Of(AgencyRegistered registered)
    {
        var agency = new Agency { Id = registered.AgencyId };
        agency.Become(registered);
        return agency;
    }

    /// <summary>Takes over a later state; false when this one is not older.</summary>
    public bool Become(AgencyRegistered registered)
    {
        if (registered.Sequence <= Sequence)
            return false;
        Sequence = registered.Sequence;
        (Name, Kind, ParentId) = (registered.Name, registered.Kind, registered.ParentId);
        (ValidFrom, ValidTo) = (registered.ValidFrom, registered.ValidTo);
        SystemOfRecord = registered.SystemOfRecord;
        Serves = [.. registered.Serves];
        return true;
    }

    /// <summary>What the book says of it.</summary>
    public KnownAgency ToKnown() =>
        new(Id, ParentId, SystemOfRecord, [.. Serves], ValidFrom, ValidTo);

    internal sealed class Mapping : IEntityTypeConfiguration<Agency>
    {
        public void Configure(EntityTypeBuilder<Agency> agency)
        {
            agency.ToTable("agency");
            agency.Property(a => a.Id).HasMaxLength(64);
            agency.Property(a => a.Name).HasMaxLength(300);
            agency.Property(a => a.Kind).HasMaxLength(32);
            agency.Property(a => a.ParentId).HasMaxLength(64);
            agency.Property(a => a.SystemOfRecord).HasMaxLength(32);
        }
    }
}

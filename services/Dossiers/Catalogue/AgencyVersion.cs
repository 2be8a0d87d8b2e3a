using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Catalogue;

/// <summary>Local copy of an agency as it was registered or changed: names and prefixes have dates, the slug has none.</summary>
internal sealed class AgencyVersion
{
    /// <summary>Slug.</summary>
    public string AgencyId { get; private init; } = "";

    /// <summary>Sequence of the event.</summary>
    public long Sequence { get; private init; }

    /// <summary>First day.</summary>
    public DateOnly? ValidFrom { get; private init; }

    /// <summary>Last day.</summary>
    public DateOnly? ValidTo { get; private init; }

    /// <summary>All that was registered.</summary>
    public AgencyRegistered Registered { get; private init; } = null!;

    public static AgencyVersion Of(AgencyRegistered registered) =>
        new()
        {
            AgencyId = registered.AgencyId,
            Sequence = registered.Sequence,
            ValidFrom = registered.ValidFrom,
            ValidTo = registered.ValidTo,
            Registered = registered,
        };

    /// <summary>The refusal of an agency that does not exist on the day.</summary>
    public static Refusal Unknown(string agencyId, string member) =>
        Refusals
            .UnknownAgency.Because(
                $"Không có cơ quan “{agencyId}” trong ngày này.",
                $"There is no agency \"{agencyId}\" on this day."
            )
            .At(member, "unknown");
}

/// <summary>Local copy of a succession: who takes over from whom.</summary>
internal sealed class Succession
{
    /// <summary>Predecessor.</summary>
    public required string AgencyId { get; init; }

    /// <summary>First day of the successors.</summary>
    public required DateOnly Effective { get; init; }

    /// <summary>Successors, and whether each takes the whole.</summary>
    public required IReadOnlyList<Successor> Successors { get; init; }
}

internal sealed class AgencyVersionMap
    : IEntityTypeConfiguration<AgencyVersion>,
        IEntityTypeConfiguration<Succession>
{
    public void Configure(EntityTypeBuilder<AgencyVersion> builder)
    {
        builder.ToTable("agency_version");
        builder.HasKey(agency => new { agency.AgencyId, agency.Sequence });
        DossierMap.Json(builder.Property(agency => agency.Registered));
    }

    public void Configure(EntityTypeBuilder<Succession> builder)
    {
        builder.ToTable("succession");
        builder.HasKey(succession => new { succession.AgencyId, succession.Effective });
        DossierMap.Json(builder.Property(succession => succession.Successors));
    }
}

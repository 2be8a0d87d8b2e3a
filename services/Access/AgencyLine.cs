using System.Text.Json;
using HoanKiem.Contracts.Catalogue.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Access;

/// <summary>How an agency leads to another one.</summary>
public enum LineKind
{
    /// <summary>It is that agency, as long as it exists.</summary>
    Itself,

    /// <summary>It took over all of that one: its officers act for it.</summary>
    Predecessor,

    /// <summary>It took over a part of that one: its leaders divide what is left (chia, tách).</summary>
    PartPredecessor,

    /// <summary>That one is below it, or was: its leaders see it.</summary>
    Below,
}

/// <summary>
/// What an appointment to an agency reaches on which days: the agency itself, those it succeeds, those below. Made of what the Catalogue
/// says of agencies, whole, whenever one of them changes. Both ends included; open when null.
/// </summary>
public sealed class AgencyLine : IEntityTypeConfiguration<AgencyLine>
{
    /// <summary>Where one is appointed.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>What one reaches by it.</summary>
    public string Reaches { get; private set; } = "";

    /// <summary>How.</summary>
    public LineKind Kind { get; private set; }

    /// <summary>First day; <see cref="DateOnly.MinValue"/> when it was always so.</summary>
    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day; <see cref="DateOnly.MaxValue"/> when no end is known.</summary>
    public DateOnly ValidTo { get; private set; }

    internal static AgencyLine Of(
        string agency,
        string reaches,
        LineKind kind,
        DateOnly from,
        DateOnly to
    ) =>
        new()
        {
            Agency = agency,
            Reaches = reaches,
            Kind = kind,
            ValidFrom = from,
            ValidTo = to,
        };

    internal (string, string, LineKind, DateOnly, DateOnly) Key =>
        (Agency, Reaches, Kind, ValidFrom, ValidTo);

    /// <inheritdoc />
    public void Configure(EntityTypeBuilder<AgencyLine> builder)
    {
        builder.ToTable("reach_line");
        builder.HasKey(line => new
        {
            line.Agency,
            line.Reaches,
            line.Kind,
            line.ValidFrom,
            line.ValidTo,
        });
        builder.Ignore(line => line.Key);
    }
}

/// <summary>What the Catalogue says of an agency as far as reach goes: its periods with the agency above, and who took over.</summary>
public sealed class KnownAgency : IEntityTypeConfiguration<KnownAgency>
{
    /// <summary>Slug.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Place of the last event in its life.</summary>
    public long Sequence { get; private set; }

    /// <summary>Its periods, in no order.</summary>
    public IReadOnlyList<AgencyPeriodKnown> Periods { get; private set; } = [];

    /// <summary>Who took over from which day.</summary>
    public IReadOnlyList<AgencyHeir> Heirs { get; private set; } = [];

    internal static KnownAgency Of(string id) => new() { Id = id };

    internal void Take(AgencyRegistered registered)
    {
        Sequence = registered.Sequence;
        Periods =
        [
            .. Periods.Where(period => period.From != registered.ValidFrom),
            new(registered.ValidFrom, registered.ValidTo, registered.ParentId),
        ];
    }

    internal void Take(AgencySucceeded succeeded)
    {
        Sequence = succeeded.Sequence;
        Heirs =
        [
            .. Heirs.Where(heir => heir.From != succeeded.Effective),
            .. succeeded.Successors.Select(s => new AgencyHeir(
                succeeded.Effective,
                s.AgencyId,
                s.Whole
            )),
        ];
    }

    /// <inheritdoc />
    public void Configure(EntityTypeBuilder<KnownAgency> builder)
    {
        builder.ToTable("reach_agency");
        builder.HasKey(agency => agency.Id);
        builder.Property(agency => agency.Id).HasMaxLength(64);
        Json(builder.Property(agency => agency.Periods));
        Json(builder.Property(agency => agency.Heirs));
    }

    private static void Json<T>(PropertyBuilder<IReadOnlyList<T>> property) =>
        property
            .HasColumnType("jsonb")
            .HasConversion(
                list => JsonSerializer.Serialize(list, JsonSerializerOptions.Web),
                text => JsonSerializer.Deserialize<T[]>(text, JsonSerializerOptions.Web)!,
                new ValueComparer<IReadOnlyList<T>>(
                    (one, other) => one!.SequenceEqual(other!),
                    list => list.Count,
                    list => list
                )
            );
}

/// <summary>A period in the life of an agency.</summary>
/// <param name="From">First day; unknown when null.</param>
/// <param name="To">Last day; none known when null.</param>
/// <param name="Parent">The agency above.</param>
public sealed record AgencyPeriodKnown(DateOnly? From, DateOnly? To, string? Parent);

/// <summary>Who took over.</summary>
/// <param name="From">First day of the heir.</param>
/// <param name="Heir">Slug.</param>
/// <param name="Whole">All of it; otherwise a part.</param>
public sealed record AgencyHeir(DateOnly From, string Heir, bool Whole);

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Catalogue.Agencies;

/// <summary>What an agency is called and where it stands during a period.</summary>
/// <param name="Kind"><c>province</c>, <c>district</c>, <c>ward</c>, <c>specialised</c>, <c>administrative</c>, <c>external</c>, <c>carrier</c>, <c>centre</c> or <c>reception_point</c>.</param>
/// <param name="Name">Official name.</param>
/// <param name="UnitCode">Code of the administrative unit (General Statistics Office).</param>
/// <param name="NumberPrefix">First part of its dossier numbers (mã định danh cơ quan).</param>
/// <param name="PrefixIsDemonstration">The prefix is made up: the real ones were not found in a source.</param>
/// <param name="ParentId">Agency above.</param>
/// <param name="SystemOfRecord"><c>ours</c>, or the system in which an external agency keeps its steps.</param>
/// <param name="Serves">Agencies for which an external one acts.</param>
/// <param name="ValidFrom">First day; unknown when null.</param>
/// <param name="ValidTo">Last day; none known when null.</param>
/// <param name="Assumed">An assumption of ours, not read in a source.</param>
internal sealed record AgencyAttributes(
    string Kind,
    string Name,
    string? UnitCode,
    string? NumberPrefix,
    bool PrefixIsDemonstration,
    string? ParentId,
    string SystemOfRecord,
    IReadOnlyList<string> Serves,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    bool Assumed
);

/// <summary>The attributes of an agency in one period.</summary>
internal sealed class AgencyPeriod : IEntityTypeConfiguration<AgencyPeriod>
{
    public string AgencyId { get; private set; } = "";

    /// <summary>Identity of the period within the agency; its first day may be unknown.</summary>
    public int Number { get; private set; }

    public string Kind { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string? UnitCode { get; private set; }

    public string? NumberPrefix { get; private set; }

    public bool PrefixIsDemonstration { get; private set; }

    public string? ParentId { get; private set; }

    public string SystemOfRecord { get; private set; } = "";

    public string[] Serves { get; private set; } = [];

    public DateOnly? ValidFrom { get; private set; }

    public DateOnly? ValidTo { get; private set; }

    public bool Assumed { get; private set; }

    public static AgencyPeriod Of(string agencyId, int number) =>
        new() { AgencyId = agencyId, Number = number };

    public bool InForce(DateOnly date) =>
        (ValidFrom is null || ValidFrom <= date) && (ValidTo is null || date <= ValidTo);

    public bool Has(AgencyAttributes other) =>
        Serves.SequenceEqual(other.Serves) && Attributes with { Serves = other.Serves } == other;

    public void Take(AgencyAttributes attributes)
    {
        Kind = attributes.Kind;
        Name = attributes.Name;
        UnitCode = attributes.UnitCode;
        NumberPrefix = attributes.NumberPrefix;
        PrefixIsDemonstration = attributes.PrefixIsDemonstration;
        ParentId = attributes.ParentId;
        SystemOfRecord = attributes.SystemOfRecord;
        Serves = [.. attributes.Serves];
        ValidFrom = attributes.ValidFrom;
        ValidTo = attributes.ValidTo;
        Assumed = attributes.Assumed;
    }

    public AgencyAttributes Attributes =>
        new(
            Kind,
            Name,
            UnitCode,
            NumberPrefix,
            PrefixIsDemonstration,
            ParentId,
            SystemOfRecord,
            Serves,
            ValidFrom,
            ValidTo,
            Assumed
        );

    public void Configure(EntityTypeBuilder<AgencyPeriod> builder)
    {
        builder.ToTable("agency_period");
        builder.HasKey(p => new { p.AgencyId, p.Number });
        builder.Property(p => p.Number).ValueGeneratedNever();
        builder.HasIndex(p => p.UnitCode);
        builder.Ignore(p => p.Attributes);
    }
}

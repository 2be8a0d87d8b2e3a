using HoanKiem.Contracts;
using HoanKiem.Contracts.Identity.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Access;

/// <summary>
/// One reason why someone reaches something, a local copy of Identity's directory: an appointment, a substitution or a mandate.
/// Days are days of the legal zone, both ends included.
/// </summary>
public sealed class ReachRow : IEntityTypeConfiguration<ReachRow>
{
    /// <summary>Identity of the appointment, substitution or mandate.</summary>
    public Guid Source { get; private set; }

    /// <summary>Who reaches.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>The agency whose rows are reached; null for a mandate.</summary>
    public string? Agency { get; private set; }

    /// <summary>As what; null for a mandate.</summary>
    public OfficerRole? Role { get; private set; }

    /// <summary>The citizen whose rows are reached, for a mandate (ủy quyền).</summary>
    public string? Principal { get; private set; }

    /// <summary>First day.</summary>
    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day; open when null.</summary>
    public DateOnly? ValidTo { get; private set; }

    /// <summary>How many events have taken something away from it: a token says how many there have been.</summary>
    public int Endings { get; private set; }

    /// <summary>An officer's appointment or substitution.</summary>
    public static ReachRow OfOfficer(
        Guid source,
        string subject,
        string agency,
        OfficerRole role,
        DateOnly from,
        DateOnly? to
    ) =>
        new()
        {
            Source = source,
            Subject = subject,
            Agency = agency,
            Role = role,
            ValidFrom = from,
            ValidTo = to,
        };

    /// <summary>A citizen's mandate.</summary>
    public static ReachRow OfMandate(
        Guid source,
        string holder,
        string principal,
        DateOnly from,
        DateOnly? to
    ) =>
        new()
        {
            Source = source,
            Subject = holder,
            Principal = principal,
            ValidFrom = from,
            ValidTo = to,
        };

    /// <summary>Ends on a day, unless it ends before.</summary>
    public void End(DateOnly lastDay)
    {
        ValidTo = ValidTo < lastDay ? ValidTo : lastDay;
        Endings++;
    }

    /// <inheritdoc />
    public void Configure(EntityTypeBuilder<ReachRow> builder)
    {
        builder.ToTable("reach");
        builder.HasKey(row => row.Source);
        builder.Property(row => row.Source).ValueGeneratedNever();
        builder.Property(row => row.Role).HasConversion<string>();
        builder.HasIndex(row => row.Subject);
    }
}

/// <summary>A named inspection (cuộc thanh tra): its inspectors read a set of dossiers that was fixed when it was granted.</summary>
public sealed class Inspection : IEntityTypeConfiguration<Inspection>
{
    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>Subjects of the inspectors.</summary>
    public string[] Inspectors { get; private set; } = [];

    /// <summary>First day.</summary>
    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day.</summary>
    public DateOnly ValidTo { get; private set; }

    /// <inheritdoc cref="ReachRow.Endings" />
    public int Endings { get; private set; }

    internal static Inspection Of(InspectionGranted granted) =>
        new()
        {
            Id = granted.InspectionId,
            Inspectors = [.. granted.Inspectors],
            ValidFrom = granted.From,
            ValidTo = granted.To,
        };

    internal void End(DateOnly lastDay)
    {
        ValidTo = ValidTo < lastDay ? ValidTo : lastDay;
        Endings++;
    }

    /// <inheritdoc />
    public void Configure(EntityTypeBuilder<Inspection> builder)
    {
        builder.ToTable("inspection");
        builder.Property(inspection => inspection.Id).ValueGeneratedNever();
        builder.HasIndex(inspection => inspection.Inspectors).HasMethod("gin");
    }
}

/// <summary>A dossier in the set of an inspection.</summary>
public sealed class InspectedDossier : IEntityTypeConfiguration<InspectedDossier>
{
    /// <summary>The inspection.</summary>
    public Guid InspectionId { get; private set; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private set; }

    internal static InspectedDossier Of(Guid inspection, Guid dossier) =>
        new() { InspectionId = inspection, DossierId = dossier };

    /// <inheritdoc />
    public void Configure(EntityTypeBuilder<InspectedDossier> builder)
    {
        builder.ToTable("inspection_dossier");
        builder.HasKey(inspected => new { inspected.InspectionId, inspected.DossierId });
    }
}

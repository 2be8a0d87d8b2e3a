using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Catalogue;

/// <summary>Local copy of one version of a procedure, as it was published. All versions are kept: a dossier keeps its own for life.</summary>
internal sealed class ProcedureVersion
{
    /// <summary>Code, <c>@</c> and first day.</summary>
    public string VersionId { get; private init; } = "";

    /// <summary>National code.</summary>
    public string Code { get; private init; } = "";

    /// <summary>Sequence of the newest event about this version.</summary>
    public long Sequence { get; private set; }

    /// <summary>First day.</summary>
    public DateOnly ValidFrom { get; private set; }

    /// <summary>Last day.</summary>
    public DateOnly? ValidTo { get; private set; }

    /// <summary>All that was published.</summary>
    public ProcedurePublished Published { get; private set; } = null!;

    public static ProcedureVersion Of(ProcedurePublished published)
    {
        var version = new ProcedureVersion
        {
            VersionId = published.VersionId,
            Code = published.ProcedureCode,
        };
        version.Publish(published);
        return version;
    }

    /// <summary>Published, or published again with other dates.</summary>
    public void Publish(ProcedurePublished published)
    {
        if (published.Sequence < Sequence)
            return;
        (Sequence, ValidFrom, ValidTo, Published) = (
            published.Sequence,
            published.ValidFrom,
            published.ValidTo,
            published
        );
    }

    /// <summary>Ends; dossiers received under it keep it.</summary>
    public void End(ProcedureWithdrawn withdrawn)
    {
        if (withdrawn.Sequence < Sequence)
            return;
        (Sequence, ValidTo) = (withdrawn.Sequence, withdrawn.ValidTo);
        Published = Published with { ValidTo = withdrawn.ValidTo };
    }
}

internal sealed class ProcedureVersionMap : IEntityTypeConfiguration<ProcedureVersion>
{
    public void Configure(EntityTypeBuilder<ProcedureVersion> builder)
    {
        builder.ToTable("procedure_version");
        builder.HasKey(version => version.VersionId);
        builder.HasIndex(version => version.Code);
        DossierMap.Json(builder.Property(version => version.Published));
    }
}

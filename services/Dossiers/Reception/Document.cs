using HoanKiem.Access;
using HoanKiem.Dossiers.Dossiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Reception;

/// <summary>A paper of the dossier (thành phần hồ sơ): how many pieces were handed in.</summary>
internal sealed class PaperOfDossier : IReachable<PaperOfDossier>
{
    /// <inheritdoc />
    public static Ways<PaperOfDossier> Ways { get; } =
        new Ways<PaperOfDossier>().PartOf<Dossier>(paper => paper.DossierId);

    /// <summary>Identity.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The dossier.</summary>
    public required Guid DossierId { get; init; }

    /// <summary>Code within the procedure version.</summary>
    public required string Code { get; init; }

    /// <summary>Originals.</summary>
    public int Originals { get; init; }

    /// <summary>Copies.</summary>
    public int Copies { get; init; }

    /// <summary>SHA-256 of the file that stands for it, hex; the file itself is attached.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>When it came, business time, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>A file attached to a dossier. Adding one never conflicts with anything.</summary>
internal sealed class Document : IReachable<Document>
{
    /// <inheritdoc />
    public static Ways<Document> Ways { get; } =
        new Ways<Document>().PartOf<Dossier>(document => document.DossierId);

    /// <summary>Identity.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The dossier.</summary>
    public required Guid DossierId { get; init; }

    /// <summary>Paper that it stands for.</summary>
    public string? PaperCode { get; init; }

    /// <summary>SHA-256 of the content, hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Content type, one of those that are taken.</summary>
    public required string ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Who attached it.</summary>
    public required string AttachedBy { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset AttachedAt { get; init; }
}

/// <summary>The bytes of a file, kept once however often it is attached.</summary>
internal sealed class Blob : IReachable<Blob>
{
    /// <summary>Whoever reaches a document reaches its bytes; whoever brings bytes does not learn whether somebody else has them.</summary>
    public static Ways<Blob> Ways { get; } =
        new Ways<Blob>()
            .PartOf<Document>(blob => blob.Sha256, document => document.Sha256)
            .AddedByAnyone();

    /// <summary>SHA-256, hex, small letters.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The bytes.</summary>
    public required byte[] Content { get; init; }
}

internal sealed class DocumentMap
    : IEntityTypeConfiguration<PaperOfDossier>,
        IEntityTypeConfiguration<Document>,
        IEntityTypeConfiguration<Blob>
{
    public void Configure(EntityTypeBuilder<PaperOfDossier> builder)
    {
        builder.ToTable("paper");
        builder.Property(paper => paper.Id).ValueGeneratedNever();
        builder.HasIndex(paper => paper.DossierId);
    }

    public void Configure(EntityTypeBuilder<Document> builder)
    {
        builder.ToTable("document");
        builder.Property(document => document.Id).ValueGeneratedNever();
        builder.HasIndex(document => document.DossierId);
        builder.HasIndex(document => document.Sha256);
    }

    public void Configure(EntityTypeBuilder<Blob> builder)
    {
        builder.ToTable("blob");
        builder.HasKey(blob => blob.Sha256);
    }
}

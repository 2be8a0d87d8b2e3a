using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Reporting.Audits;

/// <summary>
/// How far the audit of an agency was in a service when it said so. Kept for ever, also when another head of the same length comes:
/// that there are two is what somebody wants to know.
/// </summary>
internal sealed class KeptHead : IEntityTypeConfiguration<KeptHead>
{
    /// <summary>The message that said it.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose audit.</summary>
    public string Service { get; init; } = "";

    /// <summary>The chain.</summary>
    public string Agency { get; init; } = "";

    /// <summary>How many entries.</summary>
    public long Entries { get; init; }

    /// <summary>Hash of the last one, hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The day that it closes.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Business time.</summary>
    public DateTimeOffset SaidAt { get; init; }

    /// <inheritdoc />
    public void Configure(EntityTypeBuilder<KeptHead> builder)
    {
        builder.ToTable("audit_head");
        builder.Property(head => head.Id).ValueGeneratedNever();
        builder.HasIndex(head => new
        {
            head.Service,
            head.Agency,
            head.Entries,
        });
    }
}

using HoanKiem.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Audit;

/// <summary>An entry in its place in the chain of its agency. Leaders and inspectors read what their agency did, citizens who saw theirs.</summary>
internal sealed class SealedEntry : IReachable<SealedEntry>, IEntityTypeConfiguration<SealedEntry>
{
    /// <inheritdoc />
    public static Ways<SealedEntry> Ways { get; } =
        new Ways<SealedEntry>().Own(entry => entry.Owners).Oversight(entry => entry.Agency);

    /// <inheritdoc cref="AuditEntry.Agency" />
    public string Agency { get; init; } = AuditEntry.NoAgency;

    /// <summary>Place in the chain, dense from 1.</summary>
    public long Sequence { get; init; }

    /// <inheritdoc cref="AuditEntry.Id" />
    public Guid Id { get; init; }

    /// <inheritdoc cref="AuditEntry.At" />
    public DateTimeOffset At { get; init; }

    /// <inheritdoc cref="AuditEntry.Subject" />
    public string Subject { get; init; } = "";

    /// <inheritdoc cref="AuditEntry.Kind" />
    public string Kind { get; init; } = "";

    /// <inheritdoc cref="AuditEntry.BehalfOf" />
    public string? BehalfOf { get; init; }

    /// <inheritdoc cref="AuditEntry.Operation" />
    public string Operation { get; init; } = "";

    /// <inheritdoc cref="AuditEntry.Purpose" />
    public Purpose Purpose { get; init; }

    /// <inheritdoc cref="AuditEntry.Wrote" />
    public bool Wrote { get; init; }

    /// <inheritdoc cref="AuditEntry.Objects" />
    public Guid[] Objects { get; init; } = [];

    /// <inheritdoc cref="AuditEntry.Owners" />
    public string[] Owners { get; init; } = [];

    /// <inheritdoc cref="AuditEntry.Trace" />
    public string? Trace { get; init; }

    /// <summary>When it was sealed, system time.</summary>
    public DateTimeOffset SealedAt { get; init; }

    /// <summary>Hash of what the entry says.</summary>
    public byte[] EntryHash { get; init; } = [];

    /// <summary>Hash over the one before, the place, the moment of sealing and <see cref="EntryHash"/>.</summary>
    public byte[] Hash { get; init; } = [];

    /// <inheritdoc />
    public void Configure(EntityTypeBuilder<SealedEntry> builder)
    {
        builder.ToTable("audit", table => table.ExcludeFromMigrations());
        builder.HasKey(entry => new { entry.Agency, entry.Sequence });
    }
}

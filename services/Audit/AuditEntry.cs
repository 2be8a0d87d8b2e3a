using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Audit;

/// <summary>One page that somebody saw, or one act: the row that is written with it. It is never changed.</summary>
internal sealed class AuditEntry : IEntityTypeConfiguration<AuditEntry>
{
    /// <summary>The chain of what no agency has done.</summary>
    public const string NoAgency = "-";

    /// <summary>Identity.</summary>
    public Guid Id { get; init; }

    /// <summary>When, system time, in whole microseconds.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>In whose name: the officer's agency, or the one whose matter it is.</summary>
    public string Agency { get; init; } = NoAgency;

    /// <summary>Who; empty when they did not sign in.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Of which kind they are.</summary>
    public string Kind { get; init; } = "";

    /// <summary>On whose behalf, where it is not their own: the subject that granted a mandate, or the inspection.</summary>
    public string? BehalfOf { get; init; }

    /// <summary>Name of the use case.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Why.</summary>
    public Purpose Purpose { get; init; }

    /// <summary>Something was changed; otherwise seen only.</summary>
    public bool Wrote { get; init; }

    /// <summary>Which dossiers, or whatever else it was about where there is no dossier.</summary>
    public Guid[] Objects { get; init; } = [];

    /// <summary>Subjects of the citizens whose matters these are.</summary>
    public string[] Owners { get; init; } = [];

    /// <summary>Id of the trace, in which the act can be followed.</summary>
    public string? Trace { get; init; }

    /// <inheritdoc />
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_unsealed", table => table.ExcludeFromMigrations());
        builder.Property(entry => entry.Id).ValueGeneratedNever();
    }
}

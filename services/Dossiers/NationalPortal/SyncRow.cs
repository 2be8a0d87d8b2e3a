using HoanKiem.Access;
using HoanKiem.Dossiers.Dossiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>How far a change is on its way to the national portal.</summary>
internal enum SyncRowState
{
    /// <summary>To be sent, after the rows of the same dossier before it.</summary>
    Queued,

    /// <summary>The portal has it.</summary>
    Sent,

    /// <summary>The portal will not take it: a person must look.</summary>
    Failed,
}

/// <summary>
/// One change of state that the national portal must be told at once (đồng bộ trạng thái; Nghị định 224/2026, Điều 15.1 g):
/// written in the commit of the change, in the order of the dossier's versions. What becomes of it is said to it by <see cref="SyncQueue"/>.
/// </summary>
internal sealed class SyncRow : IReachable<SyncRow>
{
    /// <inheritdoc />
    public static Ways<SyncRow> Ways { get; } =
        new Ways<SyncRow>().PartOf<Dossier>(row => row.DossierId);

    /// <summary>Identity; also the order.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>Version of the dossier that this change made.</summary>
    public int Version { get; private init; }

    /// <summary>National status.</summary>
    public int Status { get; private init; }

    /// <summary>Business time of the change, UTC.</summary>
    public DateTimeOffset OccurredAt { get; private init; }

    /// <summary>Subject of who made it.</summary>
    public string BySubject { get; private init; } = "";

    /// <summary>Agency that acted.</summary>
    public string ByAgency { get; private init; } = "";

    /// <summary>What was done, Vietnamese.</summary>
    public string Content { get; private init; } = "";

    /// <summary>Due date at that moment, UTC.</summary>
    public DateTimeOffset? DueAt { get; private init; }

    /// <summary>How far it is.</summary>
    public SyncRowState State { get; private init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private init; }

    /// <summary>When the portal took it, system time, UTC.</summary>
    public DateTimeOffset? SentAt { get; private init; }

    /// <summary>What the portal answered last.</summary>
    public string? Answer { get; private init; }

    /// <summary>Not before this moment of system time, UTC: the end of a sender's lease or of a pause. None: at once.</summary>
    public DateTimeOffset? NextAt { get; private init; }

    /// <summary>The row of a change that was just made.</summary>
    public static SyncRow Of(Dossier dossier, By by, DateTimeOffset at, Why why) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            DossierId = dossier.Id,
            Version = dossier.Version,
            Status = dossier.Status,
            OccurredAt = at,
            BySubject = by.Subject,
            ByAgency = by.Agency ?? dossier.DecidedBy,
            Content = why.Vi,
            DueAt = dossier.PromisedDueAt,
        };
}

internal sealed class SyncRowMap : IEntityTypeConfiguration<SyncRow>
{
    public void Configure(EntityTypeBuilder<SyncRow> builder)
    {
        builder.ToTable("sync");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new { row.DossierId, row.Version }).IsUnique();
        builder
            .HasIndex(row => row.Id)
            .HasDatabaseName("ix_sync_queued")
            .HasFilter("state = 'Queued'");
    }
}

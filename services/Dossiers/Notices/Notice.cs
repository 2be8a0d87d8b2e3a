using HoanKiem.Access;
using HoanKiem.Dossiers.Dossiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.Notices;

/// <summary>How a notice goes out.</summary>
internal enum NoticeChannel
{
    /// <summary>The citizen left no address: it is shown at look-up only.</summary>
    None,

    /// <summary>E-mail.</summary>
    Email,

    /// <summary>Text message.</summary>
    Sms,
}

/// <summary>How far a notice has come.</summary>
internal enum NoticeState
{
    /// <summary>To be sent.</summary>
    Queued,

    /// <summary>The gateway took it.</summary>
    Sent,

    /// <summary>The gateway says that it arrived.</summary>
    Delivered,

    /// <summary>The gateway gave up.</summary>
    Failed,

    /// <summary>There is no address.</summary>
    NoAddress,
}

/// <summary>
/// A notice to the citizen (thông báo), once for each fact: written in the commit of the fact, sent afterwards.
/// Words are made when it is sent, from the dossier; the address stays sealed under the dossier's key. What becomes of it is said to its
/// row by <see cref="NoticeRows"/>.
/// </summary>
internal sealed class Notice : IReachable<Notice>
{
    /// <inheritdoc />
    public static Ways<Notice> Ways { get; } =
        new Ways<Notice>().PartOf<Dossier>(notice => notice.DossierId);

    /// <summary>Identity.</summary>
    public Guid Id { get; private init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private init; }

    /// <summary>Name of the fact, camelCase.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>Sequence of the fact in its aggregate's life: with the kind it makes the notice unique.</summary>
    public long FactSequence { get; private init; }

    /// <summary>How it goes out.</summary>
    public NoticeChannel Channel { get; private init; }

    /// <summary>Address or number, sealed under the dossier's key.</summary>
    public string? SealedAddress { get; private init; }

    /// <summary>When the fact happened, business time, UTC.</summary>
    public DateTimeOffset OccurredAt { get; private init; }

    /// <summary>How far it has come.</summary>
    public NoticeState State { get; private init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private init; }

    /// <summary>When the gateway took it or gave up, system time, UTC.</summary>
    public DateTimeOffset? SettledAt { get; private init; }

    /// <summary>The gateway's id of the message.</summary>
    public string? GatewayId { get; private init; }

    /// <summary>Why it failed.</summary>
    public string? Failure { get; private init; }

    /// <summary>Not before this moment of system time, UTC: the end of a sender's lease or of a pause. None: at once.</summary>
    public DateTimeOffset? NextAt { get; private init; }

    /// <summary>The notice of a fact, or null when the citizen need not hear of it.</summary>
    public static Notice? For(Dossier dossier, string kind, long factSequence, DateTimeOffset at) =>
        NoticeTexts.Kinds.Contains(kind)
            ? new Notice
            {
                Id = Guid.CreateVersion7(),
                DossierId = dossier.Id,
                Kind = kind,
                FactSequence = factSequence,
                Channel = dossier.ContactChannel,
                SealedAddress = dossier.SealedContact,
                OccurredAt = at,
                State =
                    dossier.ContactChannel == NoticeChannel.None
                        ? NoticeState.NoAddress
                        : NoticeState.Queued,
            }
            : null;
}

internal sealed class NoticeMap : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("notice");
        builder.Property(notice => notice.Id).ValueGeneratedNever();
        builder
            .HasIndex(notice => new
            {
                notice.DossierId,
                notice.Kind,
                notice.FactSequence,
            })
            .IsUnique();
        builder
            .HasIndex(notice => notice.Id)
            .HasDatabaseName("ix_notice_queued")
            .HasFilter("state = 'Queued'");
        builder.HasIndex(notice => notice.GatewayId);
    }
}

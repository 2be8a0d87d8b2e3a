using HoanKiem.Access;
using HoanKiem.Dossiers.Dossiers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Dossiers.NationalPortal;

/// <summary>
/// A dossier that the national portal handed over: its code is the idempotency key, for good. What was in the message is kept only
/// as a keyed fingerprint, which tells the same message from another one and nothing else.
/// </summary>
internal sealed class PortalMessage : IReachable<PortalMessage>
{
    /// <inheritdoc />
    public static Ways<PortalMessage> Ways { get; } =
        new Ways<PortalMessage>().PartOf<Dossier>(message => message.DossierId);

    /// <summary>The portal's code of the dossier (MaHoSo).</summary>
    public required string Code { get; init; }

    /// <summary>Keyed fingerprint of what we read.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Our dossier.</summary>
    public required Guid DossierId { get; init; }

    /// <summary>Its request code (mã tiếp nhận).</summary>
    public required string RequestCode { get; init; }

    /// <summary>When it was taken, system time, UTC.</summary>
    public required DateTimeOffset TakenAt { get; init; }
}

internal sealed class PortalMessageMap : IEntityTypeConfiguration<PortalMessage>
{
    public void Configure(EntityTypeBuilder<PortalMessage> builder)
    {
        builder.ToTable("portal_message");
        builder.HasKey(message => message.Code);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Identity.Accounts;

/// <summary>Who an upstream provider's subject is here. Its issuer and its subject are all that is kept: no name, no number.</summary>
internal sealed class UpstreamIdentity
{
    private UpstreamIdentity() { }

    /// <summary>Issuer of the upstream's ID tokens.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>Its subject there.</summary>
    public string UpstreamSubject { get; private set; } = "";

    /// <summary>Subject of the account here.</summary>
    public string Subject { get; private set; } = "";

    public DateTimeOffset LinkedAt { get; private set; }

    public static UpstreamIdentity Link(
        string issuer,
        string upstreamSubject,
        Account account,
        DateTimeOffset now
    ) =>
        new()
        {
            Issuer = issuer,
            UpstreamSubject = upstreamSubject,
            Subject = account.Subject,
            LinkedAt = now,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<UpstreamIdentity>
    {
        public void Configure(EntityTypeBuilder<UpstreamIdentity> identity)
        {
            identity.ToTable("upstream_identity").HasKey(i => new { i.Issuer, i.UpstreamSubject });
            identity.Property(i => i.Issuer).HasMaxLength(200);
            identity.Property(i => i.UpstreamSubject).HasMaxLength(255);
            identity.Property(i => i.Subject).HasMaxLength(100);
            identity.HasIndex(i => i.Subject);
        }
    }
}

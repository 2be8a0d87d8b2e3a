using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Identity.Accounts;

/// <summary>What somebody signs in as. What an officer may do is in the directory, never here.</summary>
internal enum AccountKind
{
    /// <summary>A citizen (công dân), or a legal person.</summary>
    Citizen,

    /// <summary>An officer (cán bộ, công chức, viên chức).</summary>
    Officer,
}

/// <summary>A person who may sign in: by a password of ours, by an upstream provider, or by both. It holds no name, number or address.</summary>
internal sealed class Account
{
    private Account() { }

    /// <summary>Stable and opaque; in every token.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>What is typed at the sign-in, folded by <see cref="Folded"/>; none for who comes from upstream only.</summary>
    public string? UserName { get; private set; }

    /// <summary>None for who comes from upstream only.</summary>
    public string? PasswordHash { get; private set; }

    public AccountKind Kind { get; private set; }

    /// <summary>What a sign-in with the password is worth: how surely it was known who the account was given to.</summary>
    public int Assurance { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Since when nobody can sign in with it.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>As it stands in tokens.</summary>
    public string KindName => Kind == AccountKind.Officer ? "officer" : "citizen";

    /// <summary>An account with a password.</summary>
    public static Account WithPassword(
        string subject,
        string userName,
        string passwordHash,
        AccountKind kind,
        int assurance,
        DateTimeOffset now
    ) =>
        new()
        {
            Subject = subject,
            UserName = Folded(userName),
            PasswordHash = passwordHash,
            Kind = kind,
            Assurance = assurance,
            CreatedAt = now,
            Version = 1,
        };

    /// <summary>A citizen who came from upstream for the first time. Nothing of what upstream says of the person is kept.</summary>
    public static Account FromUpstream(DateTimeOffset now) =>
        new()
        {
            Subject = Guid.CreateVersion7(now).ToString("N"),
            Kind = AccountKind.Citizen,
            CreatedAt = now,
            Version = 1,
        };

    /// <summary>User names differ by more than the case of their letters.</summary>
    public static string Folded(string userName) => userName.Trim().Normalize().ToLowerInvariant();

    public void ChangePassword(string passwordHash)
    {
        PasswordHash = passwordHash;
        Version++;
    }

    public void Disable(DateTimeOffset now)
    {
        DisabledAt ??= now;
        Version++;
    }

    public void Enable()
    {
        DisabledAt = null;
        Version++;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> account)
        {
            account.ToTable("account").HasKey(a => a.Subject);
            account.HasIndex(a => a.UserName).IsUnique();
            account.Property(a => a.Subject).HasMaxLength(100);
            account.Property(a => a.UserName).HasMaxLength(100);
            account.Property(a => a.Version).IsConcurrencyToken();
            account.Ignore(a => a.KindName);
        }
    }
}

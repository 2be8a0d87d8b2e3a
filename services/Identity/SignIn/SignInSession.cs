using System.Security.Cryptography;
using HoanKiem.Identity.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.SignIn;

/// <summary>
/// One person signed in on one browser. Every code and refresh token belongs to a session and ends with it: when the person signs out, after a
/// working day, or when nothing was heard of it for two hours.
/// </summary>
internal sealed class SignInSession
{
    /// <summary>A working day with its breaks and an evening.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(10);

    /// <summary>Without a sign of life.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(2);

    private SignInSession() { }

    /// <summary>The claim <c>sid</c>.</summary>
    public string Id { get; private set; } = "";

    public string Subject { get; private set; } = "";

    /// <summary>How surely it was said who this is, 1 or 2.</summary>
    public int Assurance { get; private set; }

    public DateTimeOffset SignedInAt { get; private set; }

    public DateTimeOffset SeenAt { get; private set; }

    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>When the person, or somebody for them, ended it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Clients that took part: they are told when it ends.</summary>
    public List<string> Clients { get; private set; } = [];

    public static SignInSession Begin(Account account, int assurance, DateTimeOffset now) =>
        new()
        {
            Id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)),
            Subject = account.Subject,
            Assurance = assurance,
            SignedInAt = now,
            SeenAt = now,
            EndsAt = now + Longest,
        };

    public bool IsAlive(DateTimeOffset now) =>
        EndedAt is null && now < EndsAt && now < SeenAt + Idle;

    /// <summary>The same person has signed in again, for a higher level or because a client asked.</summary>
    public void SignInAgain(int assurance, DateTimeOffset now)
    {
        Assurance = assurance;
        SignedInAt = SeenAt = now;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<SignInSession>
    {
        public void Configure(EntityTypeBuilder<SignInSession> session)
        {
            session.ToTable("sign_in_session");
            session.Property(s => s.Id).HasMaxLength(30);
            session.Property(s => s.Subject).HasMaxLength(100);
            session.HasIndex(s => s.Subject);
            session.HasIndex(s => s.EndsAt);
        }
    }
}

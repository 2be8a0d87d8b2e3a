using System.Security.Cryptography;
using System.Text;
using HoanKiem.Identity.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Identity.Accounts;

/// <summary>Wrong passwords for one user name, whether or not there is such an account: who guesses learns nothing from having to wait.</summary>
internal sealed class Attempt
{
    private Attempt() { }

    /// <summary>Digest of the user name: people type their password there too.</summary>
    public string Name { get; private set; } = "";

    public int Failures { get; private set; }

    /// <summary>Until then even the right password is not looked at.</summary>
    public DateTimeOffset WaitUntil { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Attempt>
    {
        public void Configure(EntityTypeBuilder<Attempt> attempt)
        {
            attempt.ToTable("sign_in_attempt").HasKey(a => a.Name);
            attempt.Property(a => a.Name).HasMaxLength(64);
        }
    }
}

/// <summary>A delay that grows with each wrong password: 1, 2, 4… seconds from the fourth on, at most a quarter of an hour. It never locks anybody out for good.</summary>
internal sealed class Attempts(IdentityDb db, TimeProvider clock)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    /// <summary>
    /// Counts an attempt before the password is looked at, so that many at once get no further than one after the other; null when it may go
    /// on, otherwise how long to wait.
    /// </summary>
    public async Task<TimeSpan?> Begin(string userName, CancellationToken ct)
    {
        var (name, now) = (Digest(userName), clock.GetUtcNow());
        var forgotten = now - Forgotten;
        var counted = await db.Database.ExecuteSqlAsync(
            $"""
            insert into sign_in_attempt as a (name, failures, wait_until, last_at) values ({name}, 1, {now}, {now})
            on conflict (name) do update set
                failures = case when a.last_at < {forgotten} then 1 else a.failures + 1 end,
                wait_until = case when a.last_at < {forgotten} or a.failures < 3 then {now}
                    else {now} + make_interval(secs => least(900, power(2, least(a.failures, 20) - 3))) end,
                last_at = {now}
            where a.wait_until <= {now}
            """,
            ct
        );
        if (counted > 0)
            return null;
        var until = await db
            .Attempts.Where(attempt => attempt.Name == name)
            .Select(attempt => attempt.WaitUntil)
            .SingleOrDefaultAsync(ct);
        return until > now ? until - now : TimeSpan.FromSeconds(1);
    }

    /// <summary>The password was right.</summary>
    public Task Succeeded(string userName, CancellationToken ct)
    {
        var name = Digest(userName);
        return db.Attempts.Where(attempt => attempt.Name == name).ExecuteDeleteAsync(ct);
    }

    /// <summary>Forgets what is a day old.</summary>
    public Task Forget(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Forgotten;
        return db.Attempts.Where(attempt => attempt.LastAt < before).ExecuteDeleteAsync(ct);
    }

    private static string Digest(string userName) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Account.Folded(userName))));
}

using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Directory;
using HoanKiem.Identity.SignIn;
using HoanKiem.Identity.Tokens;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using OpenIddict.EntityFrameworkCore.Models;

namespace HoanKiem.Identity.Persistence;

/// <summary>The directory, the accounts, who is signed in, and the keys that sign tokens.</summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options)
    : DbContext(options),
        IDataProtectionKeyContext
{
    public DbSet<Appointment> Appointments => Set<Appointment>();

    public DbSet<Proposal> Proposals => Set<Proposal>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<UpstreamIdentity> UpstreamIdentities => Set<UpstreamIdentity>();

    public DbSet<Attempt> Attempts => Set<Attempt>();

    public DbSet<SignInSession> SignInSessions => Set<SignInSession>();

    public DbSet<TokenKey> TokenKeys => Set<TokenKey>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(IdentityDb).Assembly);
        modelBuilder.Entity<DataProtectionKey>().ToTable("cookie_key");
        modelBuilder.UseOpenIddict<Guid>();
        modelBuilder
            .Entity<OpenIddictEntityFrameworkCoreApplication<Guid>>()
            .ToTable("openiddict_client");
        modelBuilder
            .Entity<OpenIddictEntityFrameworkCoreAuthorization<Guid>>()
            .ToTable("openiddict_authorization");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreScope<Guid>>().ToTable("openiddict_scope");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreToken<Guid>>().ToTable("openiddict_token");
        modelBuilder.AddServiceDefaults();
        modelBuilder.AddMessaging();
        modelBuilder.AddAccess();
        modelBuilder.AddAudit();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    internal sealed class Design : IDesignTimeDbContextFactory<IdentityDb>
    {
        public IdentityDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<IdentityDb>());
    }
}

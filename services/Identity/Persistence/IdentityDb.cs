using HoanKiem.Access;
using HoanKiem.Identity.Directory;
using HoanKiem.Identity.Tokens;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoanKiem.Identity.Persistence;

/// <summary>The directory and the keys that sign tokens.</summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : DbContext(options)
{
    public DbSet<Appointment> Appointments => Set<Appointment>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(IdentityDb).Assembly);
        modelBuilder.AddServiceDefaults();
        modelBuilder.AddMessaging();
        modelBuilder.AddAccess();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    internal sealed class Design : IDesignTimeDbContextFactory<IdentityDb>
    {
        public IdentityDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<IdentityDb>());
    }
}

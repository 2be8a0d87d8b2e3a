using HoanKiem.Access;
using HoanKiem.SampleService.Things;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoanKiem.SampleService.Persistence;

internal sealed class SampleDb(DbContextOptions<SampleDb> options) : DbContext(options)
{
    public DbSet<Thing> Things => Set<Thing>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.AddServiceDefaults().AddAccess().ApplyConfiguration(new Thing());

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    internal sealed class Design : IDesignTimeDbContextFactory<SampleDb>
    {
        public SampleDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<SampleDb>());
    }
}

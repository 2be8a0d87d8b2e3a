using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Catalogue.Agencies;
using HoanKiem.Catalogue.Calendars;
using HoanKiem.Catalogue.Imports;
using HoanKiem.Catalogue.Procedures;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoanKiem.Catalogue.Persistence;

/// <summary>Procedures, agencies and calendars with their dates. Public data: no row here belongs to a person.</summary>
internal sealed class CatalogueDb(DbContextOptions<CatalogueDb> options) : DbContext(options)
{
    public DbSet<Procedure> Procedures => Set<Procedure>();

    public DbSet<Agency> Agencies => Set<Agency>();

    public DbSet<CalendarEdition> Calendars => Set<CalendarEdition>();

    public DbSet<ImportRun> Imports => Set<ImportRun>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CatalogueDb).Assembly);
        modelBuilder.AddServiceDefaults();
        modelBuilder.AddMessaging();
        modelBuilder.AddAccess();
        modelBuilder.AddAudit();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    internal sealed class Design : IDesignTimeDbContextFactory<CatalogueDb>
    {
        public CatalogueDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<CatalogueDb>());
    }
}

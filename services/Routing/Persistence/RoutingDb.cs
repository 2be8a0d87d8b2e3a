using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Messaging;
using HoanKiem.Routing.Agencies;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.ExternalSystems;
using HoanKiem.Routing.HandOvers;
using HoanKiem.Routing.OpenItems;
using HoanKiem.Routing.Opinions;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoanKiem.Routing.Persistence;

/// <summary>The database of Routing. It holds no personal data: a case knows its dossier by id and number.</summary>
internal sealed class RoutingDb(DbContextOptions<RoutingDb> options) : DbContext(options)
{
    public DbSet<Case> Cases => Set<Case>();
    public DbSet<Step> Steps => Set<Step>();
    public DbSet<Opinion> Opinions => Set<Opinion>();
    public DbSet<HandOver> HandOvers => Set<HandOver>();
    public DbSet<CaseTrace> Traces => Set<CaseTrace>();
    public DbSet<OpenItem> OpenItems => Set<OpenItem>();
    public DbSet<ExternalRequest> ExternalRequests => Set<ExternalRequest>();
    public DbSet<ExternalEvent> ExternalEvents => Set<ExternalEvent>();
    public DbSet<Agency> Agencies => Set<Agency>();
    public DbSet<Succession> Successions => Set<Succession>();
    public DbSet<ProcedureRoute> Routes => Set<ProcedureRoute>();
    public DbSet<CalendarCopy> Calendars => Set<CalendarCopy>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder
            .AddServiceDefaults()
            .AddMessaging()
            .AddAccess()
            .AddAudit()
            .ApplyConfigurationsFromAssembly(typeof(RoutingDb).Assembly);

    /// <summary>For <c>dotnet ef migrations add</c>; it connects nowhere.</summary>
    internal sealed class Design : IDesignTimeDbContextFactory<RoutingDb>
    {
        public RoutingDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<RoutingDb>());
    }
}

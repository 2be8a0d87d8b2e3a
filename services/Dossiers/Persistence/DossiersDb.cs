using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.NationalPortal;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Parties;
using HoanKiem.Dossiers.PersonalData;
using HoanKiem.Dossiers.Processing;
using HoanKiem.Dossiers.Reception;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoanKiem.Dossiers.Persistence;

/// <summary>Tables of this service. It is the unit of work and the repository.</summary>
internal sealed class DossiersDb(DbContextOptions<DossiersDb> options) : DbContext(options)
{
    /// <summary>Dossiers.</summary>
    public DbSet<Dossier> Dossiers => Set<Dossier>();

    /// <summary>Parties, under row-level security.</summary>
    public DbSet<Party> Parties => Set<Party>();

    /// <summary>Papers.</summary>
    public DbSet<PaperOfDossier> Papers => Set<PaperOfDossier>();

    /// <summary>Attached files.</summary>
    public DbSet<Document> Documents => Set<Document>();

    /// <summary>Bytes of files.</summary>
    public DbSet<Blob> Blobs => Set<Blob>();

    /// <summary>Requests for papers.</summary>
    public DbSet<Supplement> Supplements => Set<Supplement>();

    /// <summary>Fees.</summary>
    public DbSet<Fee> Fees => Set<Fee>();

    /// <summary>Steps, for look-ups.</summary>
    public DbSet<StepView> Steps => Set<StepView>();

    /// <summary>History.</summary>
    public DbSet<HistoryEntry> History => Set<HistoryEntry>();

    /// <summary>Notices.</summary>
    public DbSet<Notice> Notices => Set<Notice>();

    /// <summary>Rows for the national portal.</summary>
    public DbSet<SyncRow> SyncRows => Set<SyncRow>();

    /// <summary>Messages of the national portal that were taken.</summary>
    public DbSet<PortalMessage> PortalMessages => Set<PortalMessage>();

    /// <summary>Requests of people about their data.</summary>
    public DbSet<DataRequest> DataRequests => Set<DataRequest>();

    /// <summary>Open items.</summary>
    public DbSet<OpenItem> OpenItems => Set<OpenItem>();

    /// <summary>Copies of procedure versions.</summary>
    public DbSet<ProcedureVersion> Procedures => Set<ProcedureVersion>();

    /// <summary>Copies of agencies.</summary>
    public DbSet<AgencyVersion> Agencies => Set<AgencyVersion>();

    /// <summary>Copies of successions.</summary>
    public DbSet<Succession> Successions => Set<Succession>();

    /// <summary>Copies of calendars.</summary>
    public DbSet<WorkingCalendarVersion> Calendars => Set<WorkingCalendarVersion>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder
            .ApplyConfigurationsFromAssembly(typeof(DossiersDb).Assembly)
            .AddMessaging()
            .AddServiceDefaults()
            .AddAccess()
            .AddAudit();

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    /// <summary>For <c>dotnet ef migrations add</c>.</summary>
    internal sealed class Design : IDesignTimeDbContextFactory<DossiersDb>
    {
        /// <inheritdoc />
        public DossiersDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<DossiersDb>());
    }
}

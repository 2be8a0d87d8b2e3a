using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Feedback.Reports;
using HoanKiem.Feedback.Surveys;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoanKiem.Feedback.Persistence;

/// <summary>Surveys and reports.</summary>
internal sealed class FeedbackDb(DbContextOptions<FeedbackDb> options) : DbContext(options)
{
    public DbSet<Survey> Surveys => Set<Survey>();

    public DbSet<DecidedDossier> DecidedDossiers => Set<DecidedDossier>();

    public DbSet<Report> Reports => Set<Report>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(FeedbackDb).Assembly);
        modelBuilder.AddServiceDefaults();
        modelBuilder.AddMessaging();
        modelBuilder.AddAccess();
        modelBuilder.AddAudit();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    internal sealed class Design : IDesignTimeDbContextFactory<FeedbackDb>
    {
        public FeedbackDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<FeedbackDb>());
    }
}

using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Audits;
using HoanKiem.Reporting.Figures;
using HoanKiem.Reporting.OnTime;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HoanKiem.Reporting.Persistence;

/// <summary>Read models of every event. Nothing here is a source: all of it can be thrown away and counted again.</summary>
internal sealed class ReportingDb(DbContextOptions<ReportingDb> options) : DbContext(options)
{
    public DbSet<ReportedDossier> Dossiers => Set<ReportedDossier>();

    public DbSet<Cell> Cells => Set<Cell>();

    public DbSet<Figure> Figures => Set<Figure>();

    public DbSet<CellChange> CellChanges => Set<CellChange>();

    public DbSet<FigureChange> FigureChanges => Set<FigureChange>();

    public DbSet<KeptHead> Heads => Set<KeptHead>();

    /// <summary>Moves a dossier out of “in progress” into another column of its cell, once.</summary>
    public async Task MoveTo(Guid dossierId, string standing, CancellationToken ct)
    {
        // A dossier that was never accepted counts nowhere: refused at reception or withdrawn before.
        if (await Dossiers.FindAsync([dossierId], ct) is { } dossier && dossier.MoveTo(standing))
            Add(CellChange.Ended(dossier));
    }

    /// <summary>Empties what is made of a producer's events, before they are all sent again.</summary>
    public async Task Forget(string producer, CancellationToken ct)
    {
        await Database.ExecuteSqlAsync($"delete from figure where producer = {producer}", ct);
        await FigureChanges.Where(change => change.Producer == producer).ExecuteDeleteAsync(ct);
        if (producer != ResourceNames.Dossiers)
            return;

        await Dossiers.ExecuteDeleteAsync(ct);
        await Database.ExecuteSqlAsync($"delete from on_time_cell", ct);
        await CellChanges.ExecuteDeleteAsync(ct);
    }

    /// <summary>Keeps the due date that was announced last.</summary>
    public async Task Due(Guid dossierId, DateTimeOffset? dueAt, CancellationToken ct)
    {
        if (dueAt is not null && await Dossiers.FindAsync([dossierId], ct) is { } dossier)
            dossier.Due(dueAt);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ReportingDb).Assembly);
        modelBuilder.AddServiceDefaults();
        modelBuilder.AddMessaging();
        modelBuilder.AddAccess();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.AddServiceDefaults();

    internal sealed class Design : IDesignTimeDbContextFactory<ReportingDb>
    {
        public ReportingDb CreateDbContext(string[] args) =>
            new(ServiceDatabase.DesignTimeOptions<ReportingDb>());
    }
}

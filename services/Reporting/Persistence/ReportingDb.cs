using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
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

    /// <summary>Adds to a cell in one statement: two consumers never overwrite each other's count.</summary>
    public Task Count(
        string agency,
        string procedureCode,
        Channel channel,
        DateOnly month,
        int received = 0,
        int early = 0,
        int onTime = 0,
        int late = 0,
        int closed = 0,
        int inProgress = 0,
        CancellationToken ct = default
    ) =>
        Database.ExecuteSqlAsync(
            $"""
            insert into on_time_cell (agency, month, procedure_code, channel, received, early, on_time, late, closed, in_progress)
            values ({agency}, {month}, {procedureCode}, {channel.ToString()}, {received}, {early}, {onTime}, {late}, {closed}, {inProgress})
            on conflict (agency, month, procedure_code, channel) do update set
                received = on_time_cell.received + excluded.received,
                early = on_time_cell.early + excluded.early,
                on_time = on_time_cell.on_time + excluded.on_time,
                late = on_time_cell.late + excluded.late,
                closed = on_time_cell.closed + excluded.closed,
                in_progress = on_time_cell.in_progress + excluded.in_progress
            """,
            ct
        );

    /// <summary>Adds one to a figure.</summary>
    public Task AddTo(string figure, string producer, CancellationToken ct) =>
        Database.ExecuteSqlAsync(
            $"insert into figure (name, producer, value) values ({figure}, {producer}, 1) on conflict (name) do update set value = figure.value + 1",
            ct
        );

    /// <summary>Moves a dossier out of “in progress” into another column of its cell, once.</summary>
    public async Task MoveTo(Guid dossierId, string standing, CancellationToken ct)
    {
        // A dossier that was never accepted counts nowhere: refused at reception or withdrawn before.
        if (
            await Dossiers.FindAsync([dossierId], ct) is not { } dossier
            || !dossier.MoveTo(standing)
        )
            return;

        await Count(
            dossier.Agency,
            dossier.ProcedureCode,
            dossier.Channel,
            dossier.Month,
            early: standing == "early" ? 1 : 0,
            onTime: standing == "onTime" ? 1 : 0,
            late: standing == "late" ? 1 : 0,
            closed: standing == ReportedDossier.Closed ? 1 : 0,
            inProgress: -1,
            ct: ct
        );
    }

    /// <summary>Empties what is made of a producer's events, before they are all sent again.</summary>
    public async Task Forget(string producer, CancellationToken ct)
    {
        await Figures.Where(figure => figure.Producer == producer).ExecuteDeleteAsync(ct);
        if (producer != ResourceNames.Dossiers)
            return;

        await Dossiers.ExecuteDeleteAsync(ct);
        await Cells.ExecuteDeleteAsync(ct);
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

using HoanKiem.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Reporting.OnTime;

/// <summary>
/// One cell of the on-time table: agency × procedure × channel × month of acceptance, as it is now: what was folded and what has come since.
/// Received = early + on time + late + closed + in progress, always.
/// </summary>
internal sealed class Cell
{
    public string Agency { get; private set; } = "";

    public string ProcedureCode { get; private set; } = "";

    public Channel Channel { get; private set; }

    public DateOnly Month { get; private set; }

    /// <summary>Accepted in the month.</summary>
    public long Received { get; private set; }

    /// <summary>Decided before the due date.</summary>
    public long Early { get; private set; }

    /// <summary>Decided on the due date, or no due date is known.</summary>
    public long OnTime { get; private set; }

    /// <summary>Decided after the due date.</summary>
    public long Late { get; private set; }

    /// <summary>Withdrawn or stopped: ended without a decision, and so neither on time nor late.</summary>
    public long Closed { get; private set; }

    /// <summary>Not decided yet.</summary>
    public long InProgress { get; private set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Cell>
    {
        public void Configure(EntityTypeBuilder<Cell> cell)
        {
            cell.ToTable("on_time_cell").ToView("on_time_now");
            cell.HasKey(c => new
            {
                c.Agency,
                c.Month,
                c.ProcedureCode,
                c.Channel,
            });
        }
    }
}

/// <summary>
/// What one event changes in a cell. Events add such rows and never wait for each other; <see cref="Folding"/> adds them to the cell later.
/// </summary>
internal sealed class CellChange
{
    private CellChange() { }

    public long Id { get; private set; }

    public string Agency { get; private init; } = "";

    public string ProcedureCode { get; private init; } = "";

    public Channel Channel { get; private init; }

    public DateOnly Month { get; private init; }

    public long Received { get; private init; }

    public long Early { get; private init; }

    public long OnTime { get; private init; }

    public long Late { get; private init; }

    public long Closed { get; private init; }

    public long InProgress { get; private init; }

    /// <summary>An accepted dossier is received and in progress.</summary>
    public static CellChange Accepted(ReportedDossier dossier) =>
        new()
        {
            Agency = dossier.Agency,
            ProcedureCode = dossier.ProcedureCode,
            Channel = dossier.Channel,
            Month = dossier.Month,
            Received = 1,
            InProgress = 1,
        };

    /// <summary>It is no longer in progress, but what it stands as now.</summary>
    public static CellChange Ended(ReportedDossier dossier) =>
        new()
        {
            Agency = dossier.Agency,
            ProcedureCode = dossier.ProcedureCode,
            Channel = dossier.Channel,
            Month = dossier.Month,
            Early = dossier.Standing == "early" ? 1 : 0,
            OnTime = dossier.Standing == "onTime" ? 1 : 0,
            Late = dossier.Standing == "late" ? 1 : 0,
            Closed = dossier.Standing == ReportedDossier.Closed ? 1 : 0,
            InProgress = -1,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<CellChange>
    {
        public void Configure(EntityTypeBuilder<CellChange> change) =>
            change.ToTable("on_time_change");
    }
}

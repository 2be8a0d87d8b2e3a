using HoanKiem.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Reporting.OnTime;

/// <summary>
/// One cell of the on-time table: agency × procedure × channel × month of acceptance.
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
            cell.ToTable("on_time_cell");
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

using HoanKiem.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HoanKiem.Reporting.OnTime;

/// <summary>What the table needs to know of a dossier: which cell it counts in, and how it ended.</summary>
internal sealed class ReportedDossier
{
    private ReportedDossier() { }

    public Guid Id { get; private set; }

    /// <summary>Competent agency: the limit is its.</summary>
    public string Agency { get; private set; } = "";

    public string ProcedureCode { get; private set; } = "";

    public Channel Channel { get; private set; }

    /// <summary>First day of the local month of acceptance: the cohort that the dossier is counted in for ever.</summary>
    public DateOnly Month { get; private set; }

    /// <summary>Legal due date as last announced, UTC.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>How it stands: <c>inProgress</c>, <c>early</c>, <c>onTime</c>, <c>late</c> or <c>closed</c>.</summary>
    public string Standing { get; private set; } = InProgress;

    public const string InProgress = "inProgress";
    public const string Closed = "closed";

    public static ReportedDossier Accepted(
        Guid id,
        string agency,
        string procedureCode,
        Channel channel,
        DateOnly month,
        DateTimeOffset? dueAt
    ) =>
        new()
        {
            Id = id,
            Agency = agency,
            ProcedureCode = procedureCode,
            Channel = channel,
            Month = month,
            DueAt = dueAt,
        };

    public void Due(DateTimeOffset? dueAt) => DueAt = dueAt;

    /// <summary>Moves it from one column of its cell to another; false when it is there already or was judged before.</summary>
    public bool MoveTo(string standing)
    {
        if (Standing != InProgress || standing == InProgress)
            return false;

        Standing = standing;
        return true;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<ReportedDossier>
    {
        public void Configure(EntityTypeBuilder<ReportedDossier> dossier)
        {
            dossier.ToTable("reported_dossier");
            // Late ones that still wait are counted from here, on the open ones only.
            dossier.HasIndex(d => new { d.Agency, d.DueAt }).HasFilter("standing = 'inProgress'");
        }
    }
}

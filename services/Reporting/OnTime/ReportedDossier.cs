using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using LegalZone = HoanKiem.WorkingTime.LegalZone;

namespace HoanKiem.Reporting.OnTime;

/// <summary>What the table needs to know of a dossier: which cell it counts in, and how it ended.</summary>
internal sealed class ReportedDossier : IReachable<ReportedDossier>
{
    /// <summary>Nobody reads them: they are counted.</summary>
    public static Ways<ReportedDossier> Ways { get; } = new Ways<ReportedDossier>().Counted();

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

    /// <summary>An accepted dossier; it is counted in the month of its acceptance.</summary>
    public static ReportedDossier Of(DossierAccepted accepted)
    {
        var date = LegalZone.DateOf(accepted.OccurredAt);
        return new()
        {
            Id = accepted.DossierId,
            Agency = accepted.DecidedBy,
            ProcedureCode = accepted.ProcedureCode,
            Channel = accepted.Channel,
            Month = new DateOnly(date.Year, date.Month, 1),
            DueAt = accepted.DueAt,
        };
    }

    /// <summary>What all events of a dossier together make of it; none when it was never accepted.</summary>
    public static ReportedDossier? After(IReadOnlyList<object> events)
    {
        ReportedDossier? dossier = null;
        foreach (var happened in events)
            if (happened is DossierAccepted accepted)
                dossier ??= Of(accepted);
            else
                dossier?.Hear(happened);
        return dossier;
    }

    /// <summary>How a decided dossier stands.</summary>
    public static string StandingOf(Timeliness timeliness) =>
        timeliness switch
        {
            Timeliness.Early => "early",
            Timeliness.OnTime => "onTime",
            _ => "late",
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

    private void Hear(object happened)
    {
        switch (happened)
        {
            case SupplementReceived received:
                Due(received.DueAt ?? DueAt);
                break;
            case FeePaid paid:
                Due(paid.DueAt ?? DueAt);
                break;
            case DueDateExtended extended:
                Due(extended.DueAt);
                break;
            case DueDateRecomputed recomputed:
                Due(recomputed.DueAt);
                break;
            case DossierWithdrawn or ProcessingStopped:
                MoveTo(Closed);
                break;
            case DossierResolved resolved:
                MoveTo(StandingOf(resolved.Timeliness));
                break;
        }
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

using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: it ended without a decision.</summary>
internal sealed class CountOnProcessingStopped(ReportingDb db)
    : IHandle<ProcessingStopped>,
        IReadByKey
{
    public Task Handle(ProcessingStopped stopped, CancellationToken ct) =>
        db.MoveTo(stopped.DossierId, ReportedDossier.Closed, ct);
}

using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: the citizen took it back.</summary>
internal sealed class CountOnDossierWithdrawn(ReportingDb db)
    : IHandle<DossierWithdrawn>,
        IReadByKey
{
    public Task Handle(DossierWithdrawn withdrawn, CancellationToken ct) =>
        db.MoveTo(withdrawn.DossierId, ReportedDossier.Closed, ct);
}

using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: early, on time or late was fixed by the moment of signature; it is counted, never judged again.</summary>
internal sealed class CountOnDossierResolved(ReportingDb db) : IHandle<DossierResolved>, IReadByKey
{
    public Task Handle(DossierResolved resolved, CancellationToken ct) =>
        db.MoveTo(resolved.DossierId, ReportedDossier.StandingOf(resolved.Timeliness), ct);
}

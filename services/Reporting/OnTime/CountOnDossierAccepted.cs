using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: an accepted dossier is received and in progress in the cell of its month.</summary>
internal sealed class CountOnDossierAccepted(ReportingDb db) : IHandle<DossierAccepted>, IReadByKey
{
    public async Task Handle(DossierAccepted accepted, CancellationToken ct)
    {
        if (await db.Dossiers.FindAsync([accepted.DossierId], ct) is not null)
            return;

        var counted = ReportedDossier.Of(accepted);
        db.Add(counted);
        db.Add(CellChange.Accepted(counted));
    }
}

using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: an accepted dossier is received and in progress in the cell of its month.</summary>
internal sealed class CountOnDossierAccepted(ReportingDb db) : IHandle<DossierAccepted>
{
    public async Task Handle(DossierAccepted accepted, CancellationToken ct)
    {
        if (await db.Dossiers.AnyAsync(d => d.Id == accepted.DossierId, ct))
            return;

        var counted = ReportedDossier.Of(accepted);
        db.Add(counted);
        await db.Count(
            counted.Agency,
            counted.ProcedureCode,
            counted.Channel,
            counted.Month,
            received: 1,
            inProgress: 1,
            ct: ct
        );
    }
}

using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Persistence;
using HoanKiem.WorkingTime;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Reporting.OnTime;

/// <summary>Dossiers → Reporting: an accepted dossier is received and in progress in the cell of its month.</summary>
internal sealed class CountOnDossierAccepted(ReportingDb db) : IHandle<DossierAccepted>
{
    public async Task Handle(DossierAccepted accepted, CancellationToken ct)
    {
        if (await db.Dossiers.AnyAsync(d => d.Id == accepted.DossierId, ct))
            return;

        var date = LegalZone.DateOf(accepted.OccurredAt);
        var month = new DateOnly(date.Year, date.Month, 1);
        db.Add(
            ReportedDossier.Accepted(
                accepted.DossierId,
                accepted.DecidedBy,
                accepted.ProcedureCode,
                accepted.Channel,
                month,
                accepted.DueAt
            )
        );
        await db.Count(
            accepted.DecidedBy,
            accepted.ProcedureCode,
            accepted.Channel,
            month,
            received: 1,
            inProgress: 1,
            ct: ct
        );
    }
}

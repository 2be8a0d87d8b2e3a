using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Cases;

/// <summary>Dossiers → Routing: the decision was recorded, as expected. A case that was decided is there and has been for a while.</summary>
internal sealed class SettleCaseOnDossierResolved(RoutingDb db, IExpectations expectations)
    : IHandle<DossierResolved>,
        IReadByKey
{
    public async Task Handle(DossierResolved resolved, CancellationToken ct)
    {
        var id = await db
            .Cases.Where(c => c.DossierId == resolved.DossierId)
            .Select(c => (Guid?)c.Id)
            .SingleOrDefaultAsync(ct);
        if (id is not null)
            expectations.Met(Expected.Resolution, id.Value.ToString());
    }
}

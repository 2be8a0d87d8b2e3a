using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;

namespace HoanKiem.Routing.Agencies;

/// <summary>Catalogue → Routing: keeps who succeeds whom; on the first day of the successors the open work changes hands.</summary>
internal sealed class KeepSuccession(RoutingDb db, Kept<Rulebook> rules, IDeadlines deadlines)
    : IHandle<AgencySucceeded>
{
    public async Task Handle(AgencySucceeded succeeded, CancellationToken ct)
    {
        rules.Changing(db);
        if (await db.Successions.FindAsync([succeeded.AgencyId], ct) is not { } known)
            db.Add(Succession.Of(succeeded));
        else if (!known.Become(succeeded))
            return;

        deadlines.Set(
            EndAgency.Deadline,
            succeeded.AgencyId,
            LegalZone.StartOf(succeeded.Effective)
        );
    }
}

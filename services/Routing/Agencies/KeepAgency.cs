using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.WorkingTime;

namespace HoanKiem.Routing.Agencies;

/// <summary>Catalogue → Routing: keeps the agencies; the day after the last one of an agency its open work changes hands.</summary>
internal sealed class KeepAgency(RoutingDb db, Kept<Rulebook> rules, IDeadlines deadlines)
    : IHandle<AgencyRegistered>
{
    public async Task Handle(AgencyRegistered registered, CancellationToken ct)
    {
        rules.Changing(db);
        if (await db.Agencies.FindAsync([registered.AgencyId], ct) is not { } known)
            db.Add(Agency.Of(registered));
        else if (!known.Become(registered))
            return;

        if (registered.ValidTo is { } last)
            deadlines.Set(
                EndAgency.Deadline,
                registered.AgencyId,
                LegalZone.StartOf(last.AddDays(1))
            );
    }
}

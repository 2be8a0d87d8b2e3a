using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults.Database;

namespace HoanKiem.Routing.Agencies;

/// <summary>Makes the local copy of an agency again. Its deadlines are rows of their own and stay.</summary>
internal sealed class MendAgency(RoutingDb db, Kept<Rulebook> rules) : IMend
{
    public static readonly string[] Columns =
    [
        "sequence",
        "name",
        "kind",
        "valid_from",
        "valid_to",
        "parent_id",
        "system_of_record",
        "serves",
    ];

    public async Task Mend(string aggregateId, IReadOnlyList<object> events, CancellationToken ct)
    {
        rules.Changing(db);
        if (await db.Agencies.FindAsync([aggregateId["agency/".Length..]], ct) is { } wrong)
        {
            db.Remove(wrong);
            await db.SaveChangesAsync(ct);
        }
        if (events.OfType<AgencyRegistered>().LastOrDefault() is { } last)
            db.Add(Agency.Of(last));
    }
}

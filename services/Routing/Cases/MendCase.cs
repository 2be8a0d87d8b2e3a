using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Routing.Cases;

/// <summary>
/// Makes right again what a case says of its dossier. What the agencies have done is Routing's own and in no event of Dossiers: a case that
/// is gone cannot be made again.
/// </summary>
internal sealed class MendCase(RoutingDb db) : IMend
{
    public static readonly string[] Columns =
    [
        "parent_dossier_id",
        "dossier_number",
        "procedure_code",
        "procedure_version",
        "receiving_agency",
        "owner_subject",
        "on_paper",
        "given_at_once",
        "accepted_at",
    ];

    public async Task Mend(string aggregateId, IReadOnlyList<object> events, CancellationToken ct)
    {
        var dossier = Guid.Parse(aggregateId);
        if (events.OfType<DossierAccepted>().SingleOrDefault() is not { } accepted)
            return;
        var held =
            await db.Cases.SingleOrDefaultAsync(c => c.DossierId == dossier, ct)
            ?? throw new CannotMendException(
                "The case is gone, and with it what the agencies did: take it from a backup."
            );
        held.Describe(accepted);
    }
}

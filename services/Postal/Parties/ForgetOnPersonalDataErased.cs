using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Parties;

/// <summary>Dossiers → Postal: the names and addresses of its parcels and collections go; what was carried when stays.</summary>
internal sealed class ForgetOnPersonalDataErased(PostalDb db) : IHandle<PersonalDataErased>
{
    /// <inheritdoc />
    public async Task Handle(PersonalDataErased @event, CancellationToken ct)
    {
        foreach (
            var party in await db
                .Parties.Where(party => party.DossierId == @event.DossierId)
                .ToListAsync(ct)
        )
            party.Erase();
    }
}

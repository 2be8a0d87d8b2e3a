using HoanKiem.Access;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Postal.Parties;

/// <summary>Dossiers → Postal: a name or an address was wrong; its parcels and collections have the right one, and a label printed from now on, too.</summary>
internal sealed class CorrectOnPersonalDataCorrected(PostalDb db) : IHandle<PersonalDataCorrected>
{
    /// <inheritdoc />
    public async Task Handle(PersonalDataCorrected @event, CancellationToken ct)
    {
        // What was erased since it was said stands as erased in the event, too, and says nothing new.
        if (@event.SealedRecipient is not { } recipient || recipient == Sealing.Erased)
            return;
        foreach (
            var party in await db
                .Parties.Where(party => party.DossierId == @event.DossierId)
                .ToListAsync(ct)
        )
            party.Correct(recipient);
    }
}

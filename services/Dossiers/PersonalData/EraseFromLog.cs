using HoanKiem.Access;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Dossiers.PersonalData;

/// <summary>After an erasure: what was sealed in the dossier's events goes, and the bytes of files that nobody has attached any more.</summary>
internal sealed class EraseFromLog(DossiersDb db) : IHandleDeadline
{
    /// <inheritdoc />
    public async Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
    {
        foreach (var said in await EventLog.ReadAsync(db, Guid.Parse(key), ct))
        foreach (var text in SealedTexts.In(said.Body))
            await db.Database.ExecuteSqlAsync(
                $"select messaging_reseal({said.EventId}, {text}, {Sealing.Erased})",
                ct
            );
        await db.Database.ExecuteSqlAsync(
            $"delete from blob b where not exists (select from document d where d.sha256 = b.sha256)",
            ct
        );
    }
}

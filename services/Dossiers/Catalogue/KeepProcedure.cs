using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers.Catalogue;

/// <summary>Catalogue → Dossiers: keeps every version of every procedure, and when it ends.</summary>
internal sealed class KeepProcedure(DossiersDb db, Rules rules)
    : IHandle<ProcedurePublished>,
        IHandle<ProcedureWithdrawn>,
        IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(ProcedurePublished @event, CancellationToken ct)
    {
        rules.Changing();
        if (await db.Procedures.FindAsync([@event.VersionId], ct) is { } known)
            known.Publish(@event);
        else
            db.Procedures.Add(ProcedureVersion.Of(@event));
    }

    /// <inheritdoc />
    public async Task Handle(ProcedureWithdrawn @event, CancellationToken ct)
    {
        rules.Changing();
        (await db.Procedures.FindAsync([@event.VersionId], ct))?.End(@event);
    }
}

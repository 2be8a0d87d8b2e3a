using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers.Processing;

/// <summary>Routing → Dossiers: the competent agency has a case, so the dossier is in process.</summary>
internal sealed class StartOnCaseOpened(
    Crossroads crossroads,
    IOutbox outbox,
    IExpectations expectations
) : IHandle<CaseOpened>, IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(CaseOpened @event, CancellationToken ct)
    {
        expectations.Met(Expected.Case, @event.DossierId.ToString());
        if (
            await crossroads.Meet(
                @event.DossierId,
                Fact.CaseOpened,
                ResourceNames.Routing,
                @event.OccurredAt,
                @event.CaseId,
                @event.Agency,
                ct
            )
            is not { } dossier
        )
            return;
        dossier.Start(@event.CaseId, By.Service(ResourceNames.Routing), @event.OccurredAt);
        dossier.HandledBy(@event.Agency);
        dossier.Tell(outbox);
    }
}

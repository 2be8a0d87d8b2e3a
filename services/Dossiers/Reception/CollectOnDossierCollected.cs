using HoanKiem.Contracts;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers.Reception;

/// <summary>Postal → Dossiers: the carrier brought a dossier; the citizen's draft has arrived at the office.</summary>
internal sealed class CollectOnDossierCollected(Crossroads crossroads)
    : IHandle<DossierCollected>,
        IReadByKey
{
    /// <inheritdoc />
    public async Task Handle(DossierCollected @event, CancellationToken ct)
    {
        var dossier = await crossroads.Meet(
            @event.DossierId,
            Fact.Collected,
            ResourceNames.Postal,
            @event.OccurredAt,
            null,
            @event.Carrier,
            ct
        );
        dossier?.Collect(@event.OccurredAt, By.Service(ResourceNames.Postal));
    }
}

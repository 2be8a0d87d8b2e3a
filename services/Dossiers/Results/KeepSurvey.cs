using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers.Results;

/// <summary>Feedback → Dossiers: keeps the sealed one-time token, which only the holder of the look-up code gets to see, until the survey is answered.</summary>
internal sealed class KeepSurvey(Crossroads crossroads)
    : IHandle<SurveyOpened>,
        IHandle<SurveyAnswered>,
        IReadByKey
{
    private static readonly By Feedback = By.Service(ResourceNames.Feedback);

    /// <inheritdoc />
    public async Task Handle(SurveyOpened @event, CancellationToken ct) =>
        (await Meet(@event.DossierId, @event.OccurredAt, ct))?.OpenSurvey(
            @event.SealedToken,
            @event.Sequence,
            Feedback,
            @event.OccurredAt
        );

    /// <inheritdoc />
    public async Task Handle(SurveyAnswered @event, CancellationToken ct) =>
        (await Meet(@event.DossierId, @event.OccurredAt, ct))?.CloseSurvey(
            Feedback,
            @event.OccurredAt
        );

    private Task<Dossier?> Meet(Guid dossierId, DateTimeOffset at, CancellationToken ct) =>
        crossroads.Meet(
            dossierId,
            Fact.SurveyOpened,
            ResourceNames.Feedback,
            at,
            null,
            "survey",
            ct
        );
}

using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Feedback.Tests;

/// <summary>The service, and dossiers whose citizens have their result.</summary>
public sealed class FeedbackApp() : ServiceApp<Program>(ResourceNames.Feedback)
{
    /// <summary>A dossier decided by an agency and given back: its survey is open. What happened, and the token that the citizen gets.</summary>
    public async Task<(ReturnedDossier Dossier, SurveyOpened Opened, string Token)> AnOpenSurvey(
        string agency
    )
    {
        var dossier = new ReturnedDossier(agency, Start);
        await Deliver(dossier.Resolved);
        await Deliver(dossier.Returned);
        var opened = Assert.Single(await SurveysOf(dossier.Id));
        return (dossier, opened, TokenOf(opened));
    }

    /// <summary>What Dossiers will show the citizen.</summary>
    public string TokenOf(SurveyOpened opened) =>
        Services.GetRequiredService<Sealing>().Open(opened.DossierId, opened.SealedToken);

    public async Task<IReadOnlyList<SurveyOpened>> SurveysOf(Guid dossierId) =>
        [.. (await Said<SurveyOpened>()).Where(opened => opened.DossierId == dossierId)];
}

/// <summary>The last two events of a dossier.</summary>
public sealed class ReturnedDossier(string agency, DateTimeOffset at)
{
    public Guid Id { get; } = Guid.NewGuid();

    public DossierResolved Resolved =>
        new(
            Id,
            1,
            at,
            ParentDossierId: null,
            Outcome.Granted,
            DecisionNumber: "1/QĐ",
            DecidedBy: agency,
            SignedAt: at,
            PromisedDueAt: null,
            LegalDueAt: null,
            Timeliness.OnTime,
            Delivery.Counter,
            SealedRecipient: null
        );

    /// <summary>Given back at a reception point of another agency.</summary>
    public ResultReturned Returned =>
        new(Id, 2, at, null, Delivery.Counter, ReturnedBy: "cua-nam", ShipmentId: null);
}

using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Feedback.Surveys;
using HoanKiem.Messaging;

namespace HoanKiem.Feedback;

/// <summary>What Feedback hears and what it does then.</summary>
internal static class Messaging
{
    public static void Configure(ServiceMessaging messaging)
    {
        messaging
            .From(ResourceNames.Dossiers)
            .InNoHurry()
            .Ordered<DossierResolved, KeepAgencyOnDossierResolved>()
            .Ordered<ResultReturned, OpenSurveyOnResultReturned>();
        messaging.From(ResourceNames.Identity).KeepReach();
        messaging.From(ResourceNames.Catalogue).KeepLines();
    }
}

using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal.Agencies;
using HoanKiem.Postal.Calendars;
using HoanKiem.Postal.Dossiers;
using HoanKiem.Postal.Orders;
using HoanKiem.Postal.Parties;
using HoanKiem.Postal.Shipments;

namespace HoanKiem.Postal;

/// <summary>Everything that Postal does when it hears of something.</summary>
internal static class Messaging
{
    public static void List(ServiceMessaging m)
    {
        m.From(ResourceNames.Identity).KeepReach();
        m.From(ResourceNames.Catalogue)
            .Independent<AgencyRegistered, KeepAgencyOnAgencyRegistered>()
            .Latest<WorkingCalendarPublished, KeepDaysOnWorkingCalendarPublished>()
            .KeepLines();
        m.From(ResourceNames.Dossiers)
            .InNoHurry()
            .Ordered<DossierSubmitted, KeepDossierOnDossierSubmitted>()
            .Ordered<DossierSubmitted, OrderCollectionOnDossierSubmitted>()
            .Ordered<DossierAccepted, KeepNumberOnDossierAccepted>()
            .Ordered<DossierWithdrawn, CancelCollectionOnDossierWithdrawn>()
            .Ordered<DossierResolved, CreateShipmentOnDossierResolved>()
            .Ordered<PersonalDataCorrected, CorrectOnPersonalDataCorrected>()
            .Ordered<PersonalDataErased, ForgetOnPersonalDataErased>();
    }
}

using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.PersonalData;
using HoanKiem.Dossiers.Processing;
using HoanKiem.Dossiers.Reception;
using HoanKiem.Dossiers.Results;
using HoanKiem.Dossiers.Waits;
using HoanKiem.Messaging;

namespace HoanKiem.Dossiers;

/// <summary>Everything that this service hears, and what it does then.</summary>
internal static class DossiersMessaging
{
    public static void List(ServiceMessaging messaging)
    {
        messaging.From(ResourceNames.Identity).KeepReach();

        messaging
            .From(ResourceNames.Catalogue)
            .Ordered<ProcedurePublished, KeepProcedure>()
            .Ordered<ProcedureWithdrawn, KeepProcedure>()
            .Ordered<AgencyRegistered, KeepAgency>()
            .Ordered<AgencySucceeded, KeepAgency>()
            .Ordered<WorkingCalendarPublished, KeepCalendar>()
            .KeepLines();

        // An act says several things at once, and whoever did it looks at the case and not at the dossier.
        messaging
            .From(ResourceNames.Routing)
            .InNoHurry()
            .Ordered<CaseOpened, StartOnCaseOpened>()
            .Ordered<StepAssigned, TrackSteps>()
            .Ordered<StepCompleted, TrackSteps>()
            .Ordered<HandOverAcknowledged, TrackSteps>()
            .Ordered<OpinionRequested, TrackSteps>()
            .Ordered<OpinionGiven, TrackSteps>()
            .Ordered<SupplementNeeded, AskForPapersOnSupplementNeeded>()
            .Ordered<FeeNeeded, AskForFeeOnFeeNeeded>()
            .Ordered<StepDeadlineMissed, TrackSteps>()
            .Ordered<CaseDecided, ResolveOnCaseDecided>();

        messaging
            .From(ResourceNames.Postal)
            .Ordered<DossierCollected, CollectOnDossierCollected>()
            .Ordered<ShipmentCreated, FollowShipment>()
            .Ordered<ShipmentHandedOver, FollowShipment>()
            .Ordered<ShipmentProgressed, FollowShipment>()
            .Ordered<ShipmentDelivered, ReturnResultOnShipmentDelivered>()
            .Ordered<ShipmentReturned, ReturnResultOnShipmentDelivered>()
            .Ordered<ShipmentLost, ReturnResultOnShipmentDelivered>()
            .Ordered<CashCollected, FollowShipment>();

        messaging
            .From(ResourceNames.Feedback)
            .InNoHurry()
            .Ordered<SurveyOpened, KeepSurvey>()
            .Ordered<SurveyAnswered, KeepSurvey>();

        messaging
            .OnDeadline<WarnBeforeDueDate>(DueWatch.Soon)
            .OnDeadline<MissDueDate>(DueWatch.Missed)
            .OnDeadline<MissSupplement>(DueWatch.Supplement)
            .OnDeadline<EraseFromLog>(EraseDossier.FromLog)
            .OnDeadline<MissDataRequest>(DataRequest.Until)
            .OnDeadline<HandOverToSuccessor>(KeepAgency.SuccessionDay);
    }
}

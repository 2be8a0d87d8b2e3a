using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Figures;
using HoanKiem.Reporting.OnTime;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting;

/// <summary>Reporting listens to everyone; what is not counted here only moves the cursor.</summary>
internal static class Messaging
{
    public static void Configure(ServiceMessaging messaging)
    {
        messaging
            .From(ResourceNames.Dossiers)
            .Ordered<DossierAccepted, CountOnDossierAccepted>()
            .Ordered<SupplementReceived, KeepDueOnSupplementReceived>()
            .Ordered<FeePaid, KeepDueOnFeePaid>()
            .Ordered<DueDateExtended, KeepDueOnDueDateExtended>()
            .Ordered<DueDateRecomputed, KeepDueOnDueDateRecomputed>()
            .Ordered<DossierWithdrawn, CountOnDossierWithdrawn>()
            .Ordered<ProcessingStopped, CountOnProcessingStopped>()
            .Ordered<DossierResolved, CountOnDossierResolved>()
            .Independent<DossierSubmitted, CountFigures>()
            .Independent<DossierAccepted, CountFigures>()
            .Independent<DossierRefused, CountFigures>()
            .Independent<SupplementRequested, CountFigures>()
            .Independent<DueDateExtended, CountFigures>()
            .Independent<DossierWithdrawn, CountFigures>()
            .Independent<ProcessingStopped, CountFigures>()
            .Independent<DossierResolved, CountFigures>()
            .Independent<ResultReturned, CountFigures>()
            .Holds<MendReportedDossier>("reported_dossier", "id", MendReportedDossier.Columns);
        messaging.From(ResourceNames.Routing).Independent<StepDeadlineMissed, CountFigures>();
        messaging
            .From(ResourceNames.Postal)
            .Independent<ShipmentReturned, CountFigures>()
            .Independent<ShipmentLost, CountFigures>();
        messaging.From(ResourceNames.Feedback).Independent<SurveyAnswered, CountFigures>();
        messaging.From(ResourceNames.Catalogue).KeepLines();
        messaging.From(ResourceNames.Identity).KeepReach();
        messaging.OnReset(
            (scope, producer, ct) => scope.GetRequiredService<ReportingDb>().Forget(producer, ct)
        );
    }
}

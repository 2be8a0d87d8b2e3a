using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Messaging;
using HoanKiem.Reporting.Audits;
using HoanKiem.Reporting.Figures;
using HoanKiem.Reporting.OnTime;
using HoanKiem.Reporting.Persistence;

namespace HoanKiem.Reporting;

/// <summary>
/// Reporting listens to everyone; what is not counted here only moves the cursor. Nobody waits for a count, but for who may see it.
/// </summary>
internal static class Messaging
{
    public static void Configure(ServiceMessaging messaging)
    {
        messaging
            .From(ResourceNames.Dossiers)
            .InNoHurry()
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
            .Independent<Contracts.Dossiers.V1.AuditSealed, KeepAuditHead>()
            .Holds<MendReportedDossier>("reported_dossier", "id", MendReportedDossier.Columns);
        messaging
            .From(ResourceNames.Routing)
            .InNoHurry()
            .Independent<StepDeadlineMissed, CountFigures>()
            .Independent<Contracts.Routing.V1.AuditSealed, KeepAuditHead>();
        messaging
            .From(ResourceNames.Postal)
            .InNoHurry()
            .Independent<ShipmentReturned, CountFigures>()
            .Independent<ShipmentLost, CountFigures>()
            .Independent<Contracts.Postal.V1.AuditSealed, KeepAuditHead>();
        messaging
            .From(ResourceNames.Feedback)
            .InNoHurry()
            .Independent<SurveyAnswered, CountFigures>()
            .Independent<Contracts.Feedback.V1.AuditSealed, KeepAuditHead>();
        messaging
            .From(ResourceNames.Catalogue)
            .Independent<Contracts.Catalogue.V1.AuditSealed, KeepAuditHead>()
            .KeepLines();
        messaging
            .From(ResourceNames.Identity)
            .Independent<Contracts.Identity.V1.AuditSealed, KeepAuditHead>()
            .KeepReach();
        messaging.OnReset(
            (scope, producer, ct) => scope.GetRequiredService<ReportingDb>().Forget(producer, ct)
        );
    }
}

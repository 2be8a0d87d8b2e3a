using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
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
            .Ordered<DossierResolved, CountOnDossierResolved>();
        messaging.OnReset(
            (scope, producer, ct) => scope.GetRequiredService<ReportingDb>().Forget(producer, ct)
        );
        messaging.From(ResourceNames.Catalogue);
        messaging.From(ResourceNames.Routing);
        messaging.From(ResourceNames.Postal);
        messaging.From(ResourceNames.Feedback);
        messaging.From(ResourceNames.Identity);
    }
}

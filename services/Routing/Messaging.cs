using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing.Agencies;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.HandOvers;
using HoanKiem.Routing.Steps;

namespace HoanKiem.Routing;

/// <summary>Everything that Routing hears and what it does then.</summary>
internal static class RoutingMessaging
{
    public static void List(ServiceMessaging m)
    {
        m.From(ResourceNames.Identity).KeepReach();

        // Each row keeps the sequence it was made from, and a version of a procedure is a row of its own.
        m.From(ResourceNames.Catalogue)
            .Independent<ProcedurePublished, KeepRoute>()
            .Independent<AgencyRegistered, KeepAgency>()
            .Independent<AgencySucceeded, KeepSuccession>()
            .Independent<WorkingCalendarPublished, KeepCalendar>()
            .Holds<MendAgency>("agency", "id", MendAgency.Columns, kind: "agency")
            .KeepLines();

        m.From(ResourceNames.Dossiers)
            .Ordered<DossierAccepted, OpenCaseOnDossierAccepted>()
            .Ordered<SupplementRequested, PauseStepOnRequest>()
            .Ordered<SupplementReceived, ResumeStepOnAnswer>()
            .Ordered<FeeRequested, PauseStepOnRequest>()
            .Ordered<FeePaid, ResumeStepOnAnswer>()
            .Ordered<DueDateExtended, MoveDueDate>()
            .Ordered<DueDateRecomputed, MoveDueDate>()
            .Ordered<DossierWithdrawn, CloseCaseOnEnd>()
            .Ordered<ProcessingStopped, CloseCaseOnEnd>()
            .Ordered<DossierResolved, SettleCaseOnDossierResolved>()
            .InNoHurry<DossierResolved>() // its case has been decided
            .Holds<MendCase>("case", "dossier_id", MendCase.Columns);

        m.OnDeadline<MissStepDeadline>(MissStepDeadline.Deadline)
            .OnDeadline<MissOpinion>(MissOpinion.Deadline)
            .OnDeadline<MissHandOver>(MissHandOver.Deadline)
            .OnDeadline<EndAgency>(EndAgency.Deadline);
    }
}

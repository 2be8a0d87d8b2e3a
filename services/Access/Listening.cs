using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Messaging;

namespace HoanKiem.Access;

/// <summary>What every service with reach hears from Identity and from the Catalogue.</summary>
public static class Listening
{
    /// <summary>In <c>Messaging.cs</c>: <c>m.From(ResourceNames.Identity).KeepReach();</c></summary>
    public static ProducerHandlers KeepReach(this ProducerHandlers identity) =>
        identity
            .Ordered<OfficerAppointed, KeepReach>()
            .Ordered<AppointmentEnded, KeepReach>()
            .Ordered<SubstitutionSet, KeepReach>()
            .Ordered<SubstitutionEnded, KeepReach>()
            .Ordered<MandateGranted, KeepReach>()
            .Ordered<MandateRevoked, KeepReach>()
            .Ordered<InspectionGranted, KeepReach>()
            .Ordered<InspectionEnded, KeepReach>();

    /// <summary>In <c>Messaging.cs</c>: <c>m.From(ResourceNames.Catalogue).KeepLines();</c></summary>
    public static ProducerHandlers KeepLines(this ProducerHandlers catalogue) =>
        catalogue.Ordered<AgencyRegistered, KeepLines>().Ordered<AgencySucceeded, KeepLines>();
}

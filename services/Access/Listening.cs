using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Messaging;

namespace HoanKiem.Access;

/// <summary>What every service with reach hears from Identity.</summary>
public static class Listening
{
    /// <summary>In <c>Messaging.cs</c>: <c>m.From(ResourceNames.Identity).KeepReach();</c></summary>
    public static ProducerHandlers KeepReach(this ProducerHandlers identity) =>
        identity
            .Ordered<OfficerAppointed, KeepReach>()
            .Ordered<AppointmentEnded, KeepReach>()
            .Ordered<SubstitutionSet, KeepReach>()
            .Ordered<MandateGranted, KeepReach>()
            .Ordered<MandateRevoked, KeepReach>();
}

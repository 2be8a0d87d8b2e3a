using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Identity.Directory;
using HoanKiem.Messaging;

namespace HoanKiem.Identity;

/// <summary>Identity publishes the directory, and hears from the Catalogue which agencies there are for it to speak of.</summary>
internal static class Messaging
{
    public static void Configure(ServiceMessaging messaging) =>
        messaging
            .From(ResourceNames.Catalogue)
            .KeepLines()
            .Ordered<AgencySucceeded, FollowSuccession>();
}

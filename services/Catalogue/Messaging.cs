using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Messaging;

namespace HoanKiem.Catalogue;

/// <summary>The catalogue publishes; it only listens for who may administer it.</summary>
internal static class Messaging
{
    public static void Configure(ServiceMessaging messaging) =>
        messaging.From(ResourceNames.Identity).KeepReach();
}

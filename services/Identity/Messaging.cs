using HoanKiem.Messaging;

namespace HoanKiem.Identity;

/// <summary>Identity listens to nobody; it publishes the directory.</summary>
internal static class Messaging
{
    public static void Configure(ServiceMessaging messaging) { }
}

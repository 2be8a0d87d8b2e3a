namespace HoanKiem.Routing.ExternalSystems;

/// <summary>States of a step in another system, in the only order in which they may grow.</summary>
internal static class ExternalStates
{
    public const string Queued = "queued";
    public const string Sent = "sent";
    public const string Accepted = "accepted";
    public const string InProgress = "in-progress";
    public const string Completed = "completed";
    public const string Refused = "refused";

    private static readonly string[] Order =
    [
        Queued,
        Sent,
        Accepted,
        InProgress,
        Completed,
        Refused,
    ];

    /// <summary>Place in the order; completed and refused are both the end. −1 for nothing and for the unknown.</summary>
    public static int Rank(string? state) => IsFinal(state) ? 4 : Array.IndexOf(Order, state);

    public static bool IsFinal(string? state) => state is Completed or Refused;
}

using HoanKiem.Contracts.Feedback.V1;

namespace HoanKiem.Messaging.Tests;

/// <summary>Events in the life of a petition.</summary>
internal static class Petitions
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    /// <summary>Nobody in these tests handles it.</summary>
    public static PetitionReceived Received(Guid id, long sequence) =>
        new(id, sequence, Morning, "hoan-kiem", "petition", null);

    public static PetitionAccepted Accepted(Guid id, long sequence) =>
        new(id, sequence, Morning, "hoan-kiem", null);

    public static PetitionResolved Resolved(Guid id, long sequence) =>
        new(id, sequence, Morning, "hoan-kiem", "upheld");
}

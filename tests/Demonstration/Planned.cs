using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>What shall become of a dossier beside the ordinary way.</summary>
internal enum Fate
{
    /// <summary>Accepted, examined, granted, returned.</summary>
    Ordinary,

    /// <summary>Refused by the clerk.</summary>
    RefusedAtReception,

    /// <summary>Refused by the leader after examination.</summary>
    RefusedAfterExamination,

    /// <summary>The citizen takes it back while it is worked on.</summary>
    Withdrawn,

    /// <summary>More papers are asked for at the counter.</summary>
    SupplementAtReception,

    /// <summary>More papers are asked for during examination.</summary>
    Supplement,

    /// <summary>A fee is asked for during examination.</summary>
    Fee,

    /// <summary>The agency apologises in time and keeps the new date.</summary>
    Apology,

    /// <summary>The agency decides after the due date, without a word.</summary>
    Late,

    /// <summary>Another ward is asked.</summary>
    Question,
}

/// <summary>One dossier of the plan.</summary>
/// <param name="Number">Number of the citizen, unique over both mornings.</param>
/// <param name="Procedure">Code of the procedure.</param>
/// <param name="Channel">How it comes in.</param>
/// <param name="Delivery">How the result goes back.</param>
/// <param name="Agency">Who decides.</param>
/// <param name="ReceivedAt">Where it is received.</param>
/// <param name="At">When it is handed in, business time.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="ReturnedToSender">The carrier shall bring the parcel back.</param>
internal sealed record Planned(
    int Number,
    string Procedure,
    Channel Channel,
    Delivery Delivery,
    string Agency,
    string ReceivedAt,
    DateTimeOffset At,
    Fate Fate,
    bool ReturnedToSender = false
)
{
    /// <summary>From 01/07/2025 officers of wards have accounts of their own.</summary>
    public bool Later => At >= new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.FromHours(7));

    public Person Citizen => Person.Citizen(Number);

    public Person Clerk => OfficerOf("clerk", ReceivedAt);

    public Person Specialist => OfficerOf("specialist", Agency);

    public Person Leader => OfficerOf("leader", Agency);

    /// <summary>Reception points and the centre exist only in the later regime and need no mark.</summary>
    public Person OfficerOf(string role, string agency) =>
        Person.Officer(
            role,
            agency,
            Later && !agency.StartsWith("diem-", StringComparison.Ordinal) && agency != "ttpvhcc"
        );
}

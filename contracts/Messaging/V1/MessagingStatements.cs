namespace HoanKiem.Contracts.Messaging.V1;

/// <summary>
/// What a producer holds of the agencies and days of which something changed. No event: nothing happened, and a lost one is only said again.
/// It goes to each subscriber's queue behind the events that it counts.
/// </summary>
/// <param name="Producer">Who says it.</param>
/// <param name="Position">The last published event that is counted.</param>
/// <param name="Digests">One for each agency and day.</param>
public sealed record DigestsSaid(string Producer, long Position, IReadOnlyList<Digest> Digests);

/// <summary>Count and hash of the aggregates that began at an agency on a day, whichever agency has them now.</summary>
/// <param name="Agency">Agency that the first event of the aggregate names; empty where it names none.</param>
/// <param name="Day">Day of that event, system time, UTC.</param>
/// <param name="Count">How many aggregates.</param>
/// <param name="Hash">Sum of the hashes of (aggregate, sequence, message), as a decimal number: any order gives the same.</param>
public sealed record Digest(string Agency, DateOnly Day, long Count, string Hash);

/// <summary>The aggregates of an agency and day, for a subscriber whose own sum is another one.</summary>
/// <param name="Producer">Who says it.</param>
/// <param name="Position">The last published event that is counted.</param>
/// <param name="Agency">Agency of the digest.</param>
/// <param name="Day">Day of the digest.</param>
/// <param name="Places">How far the life of each goes.</param>
public sealed record PlacesSaid(
    string Producer,
    long Position,
    string Agency,
    DateOnly Day,
    IReadOnlyList<Place> Places
);

/// <summary>How far the published life of an aggregate goes.</summary>
/// <param name="AggregateId">The aggregate.</param>
/// <param name="Last">Its last place.</param>
/// <param name="MessageId">The event in that place.</param>
public sealed record Place(string AggregateId, long Last, Guid MessageId);

/// <summary>The whole published life of one aggregate again, for a subscriber that lacks a part of it or whose row of it is broken.</summary>
/// <param name="Producer">Who says it.</param>
/// <param name="AggregateId">The aggregate.</param>
/// <param name="Events">Its events in order.</param>
public sealed record LifeSaid(
    string Producer,
    string AggregateId,
    IReadOnlyList<EventOfLife> Events
);

/// <summary>An event as it stands in the event log.</summary>
/// <param name="MessageId">Identity of the message.</param>
/// <param name="Type">Its type on the wire.</param>
/// <param name="Body">The record as JSON.</param>
/// <param name="TraceParent">The act that it belongs to.</param>
public sealed record EventOfLife(Guid MessageId, string Type, string Body, string? TraceParent);

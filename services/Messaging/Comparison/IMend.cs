namespace HoanKiem.Messaging;

/// <summary>Makes the row that a service holds of an aggregate right again, from nothing but the events that it was made of.</summary>
public interface IMend
{
    /// <summary>
    /// Sets the declared columns of the row to what the events say, or makes the row anew; whatever the row says now may be wrong, and it
    /// may be gone. The caller has the transaction, the aggregate's turn and the inbox; nothing is to be published or counted a second time.
    /// </summary>
    /// <param name="aggregateId">A Guid as text, or for instance <c>agency/hang-bac</c>.</param>
    /// <param name="events">All events of the aggregate that had been applied, in order.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="CannotMendException">The events do not tell enough.</exception>
    Task Mend(string aggregateId, IReadOnlyList<object> events, CancellationToken ct);
}

/// <summary>The events of the producer are not enough to make the row again; a person has to look.</summary>
/// <param name="reason">Why, for the list of differences.</param>
public sealed class CannotMendException(string reason) : Exception(reason);

namespace HoanKiem.Messaging;

/// <summary>The only way in which a service says that something happened.</summary>
public interface IOutbox
{
    /// <summary>
    /// Writes the event to the event log and its id to the outbox, as rows of the service's own DbContext:
    /// they are committed with the effect by the same <c>SaveChanges</c>, or not at all.
    /// </summary>
    /// <param name="event">A record of <c>HoanKiem.Contracts</c>: its first property is the id of the aggregate,
    /// <c>Sequence</c> its place in that aggregate's life, <c>OccurredAt</c> its business time.</param>
    void Publish<TEvent>(TEvent @event)
        where TEvent : class;
}

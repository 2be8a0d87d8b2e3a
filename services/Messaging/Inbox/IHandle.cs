namespace HoanKiem.Messaging;

/// <summary>One effect of one event in one service.</summary>
public interface IHandle<in TEvent>
    where TEvent : class
{
    /// <summary>
    /// Applies the event to the service's DbContext. The caller has opened the transaction and written the inbox row,
    /// and saves and commits after this returns: row, effect and what the handler publishes in one commit.
    /// An exception rolls everything back; a transient one is tried again, any other goes to the error queue.
    /// </summary>
    Task Handle(TEvent @event, CancellationToken ct);
}

/// <summary>
/// Marks a handler that reads what it needs by key (<c>FindAsync</c>) and nothing that another handler adds: it sees what an event before it
/// in the same commit has changed although that is not saved yet, so that many events can be saved at once. Before every other handler
/// what is there is saved.
/// </summary>
public interface IReadByKey;

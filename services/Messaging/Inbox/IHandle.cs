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

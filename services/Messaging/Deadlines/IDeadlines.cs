namespace HoanKiem.Messaging;

/// <summary>Waits longer than seconds are rows, never timers or delayed messages.</summary>
public interface IDeadlines
{
    /// <summary>Sets or moves the deadline <paramref name="kind"/> of <paramref name="key"/> to a moment of business time.</summary>
    /// <param name="kind">What happens then; a handler for it is registered in the service's <c>Messaging.cs</c>.</param>
    /// <param name="key">Whose deadline it is, usually an aggregate's id.</param>
    /// <param name="dueAt">Business time, UTC.</param>
    void Set(string kind, string key, DateTimeOffset dueAt);

    /// <summary>Takes the deadline away; nothing happens when there is none.</summary>
    void Clear(string kind, string key);
}

/// <summary>What happens when a deadline of business time has passed; runs in a transaction of its own, saved and committed by the caller.</summary>
public interface IHandleDeadline
{
    /// <summary>Acts on the deadline of <paramref name="key"/>, which has been removed in the same transaction.</summary>
    Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct);
}

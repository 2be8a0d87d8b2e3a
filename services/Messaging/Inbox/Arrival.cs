using System.Text.Json;
using HoanKiem.Contracts;

namespace HoanKiem.Messaging;

/// <summary>What became of an event that arrived.</summary>
public enum DeliveryOutcome
{
    /// <summary>It was its turn: handled, and the cursor moved.</summary>
    Applied,

    /// <summary>It is ahead of its turn: what needs no order is done, the rest waits for the gap to close.</summary>
    Held,

    /// <summary>This message was handled before.</summary>
    Duplicate,

    /// <summary>Its place in the aggregate's life was passed before; only what is independent of order is done.</summary>
    Late,
}

/// <summary>An event on its way into the pipeline.</summary>
internal sealed record Arrival(
    object Event,
    EventShape Shape,
    Guid MessageId,
    string Queue,
    string? TraceParent
)
{
    public string Producer => Shape.Producer;
    public string Aggregate { get; } = Shape.AggregateId(Event);
    public long Sequence { get; } = Shape.Sequence(Event);

    public string Body() => JsonSerializer.Serialize(Event, Shape.Type, MessageJson.Options);

    public static Arrival Of(object @event, string service, Guid messageId, string? traceParent)
    {
        var shape = EventShape.Of(@event.GetType());
        var queue = Subscriptions.Queue(service, shape.Producer);
        return new Arrival(@event, shape, messageId, queue, traceParent);
    }
}

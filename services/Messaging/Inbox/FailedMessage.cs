using System.Text;
using System.Text.Json;

namespace HoanKiem.Messaging;

/// <summary>A message that cannot be handled, as far as it can be read.</summary>
internal sealed record FailedMessage(
    Guid MessageId,
    string Queue,
    string Type,
    string? Aggregate,
    long? Sequence,
    string Body,
    string? TraceParent,
    string Reason
)
{
    public static FailedMessage Of(Arrival arrival, Exception reason) =>
        new(
            arrival.MessageId,
            arrival.Queue,
            arrival.Shape.Name,
            arrival.Aggregate,
            arrival.Sequence,
            arrival.Body(),
            arrival.TraceParent,
            reason.ToString()
        );

    /// <summary>Reads an envelope that nobody could handle; what is no envelope is kept as it is under a new id.</summary>
    public static FailedMessage Read(string queue, ReadOnlyMemory<byte> bytes, string reason)
    {
        try
        {
            using var envelope = JsonDocument.Parse(bytes);
            var root = envelope.RootElement;
            var type = root.GetProperty("messageType")[0].GetString() ?? "";
            if (type.StartsWith(Envelope.UrnPrefix, StringComparison.Ordinal))
                type = type[Envelope.UrnPrefix.Length..];
            var body = root.GetProperty("message");
            var failed = new FailedMessage(
                root.GetProperty("messageId").GetGuid(),
                queue,
                type,
                null,
                null,
                body.GetRawText(),
                root.TryGetProperty("headers", out var headers)
                && headers.TryGetProperty(Envelope.TraceParent, out var trace)
                    ? trace.GetString()
                    : null,
                reason
            );
            return failed.TryReadEvent() is { } e
                ? failed with
                {
                    Aggregate = e.Shape.AggregateId(e.Event),
                    Sequence = e.Shape.Sequence(e.Event),
                }
                : failed;
        }
        catch (Exception failure)
            when (failure
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or IndexOutOfRangeException
            )
        {
            var text = Encoding
                .UTF8.GetString(bytes.Span)
                .Replace("\0", "", StringComparison.Ordinal);
            return new FailedMessage(Guid.NewGuid(), queue, "", null, null, text, null, reason);
        }
    }

    /// <summary>The event, where its type is known and its body can be read.</summary>
    public (object Event, EventShape Shape)? TryReadEvent()
    {
        if (!EventTypes.TryGet(Type, out var shape))
            return null;
        try
        {
            return JsonSerializer.Deserialize(Body, shape.Type, MessageJson.Options) is { } e
                ? (e, shape)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

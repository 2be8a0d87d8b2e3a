using System.Buffers;
using System.Text.Json;
using RabbitMQ.Client;

namespace HoanKiem.Messaging;

/// <summary>An event of the log on its way to the broker.</summary>
internal sealed record Outgoing(
    Guid EventId,
    string Type,
    string Body,
    string? TraceParent,
    Guid? Correlation,
    DateTimeOffset RecordedAt,
    bool Republished = false
);

/// <summary>The JSON envelope that MassTransit reads (<c>application/vnd.masstransit+json</c>), around the body of the event log as it is.</summary>
internal static class Envelope
{
    public const string ContentType = "application/vnd.masstransit+json";
    public const string TraceParent = "traceparent";
    public const string Republished = "republished";
    public const string UrnPrefix = "urn:message:";

    public static ReadOnlyMemory<byte> Write(Outgoing e)
    {
        var buffer = new ArrayBufferWriter<byte>(e.Body.Length + 512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("messageId", e.EventId);
            if (e.Correlation is { } correlation)
            {
                json.WriteString("correlationId", correlation);
                json.WriteString("conversationId", correlation);
            }
            json.WriteStartArray("messageType");
            json.WriteStringValue(UrnPrefix + e.Type);
            json.WriteEndArray();
            json.WritePropertyName("message");
            json.WriteRawValue(e.Body, skipInputValidation: true);
            json.WriteString("sentTime", e.RecordedAt.UtcDateTime);
            json.WriteStartObject("headers");
            if (e.TraceParent is not null)
                json.WriteString(TraceParent, e.TraceParent);
            if (e.Republished)
                json.WriteString(Republished, "true");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    public static BasicProperties Properties(Outgoing e) =>
        new()
        {
            ContentType = ContentType,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = e.EventId.ToString("D"),
            CorrelationId = e.Correlation?.ToString("D"),
        };
}

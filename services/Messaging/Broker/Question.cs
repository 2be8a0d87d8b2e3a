using System.Text.Json;
using HoanKiem.Contracts.Messaging.V1;
using RabbitMQ.Client;

namespace HoanKiem.Messaging;

/// <summary>What a subscriber asks a producer, or tells it, over <c>&lt;producer&gt;.republish</c>. The answer comes in the subscriber's own queue.</summary>
/// <param name="Queue">The subscriber's queue.</param>
/// <param name="AggregateId">Send the events of this aggregate again.</param>
/// <param name="DigestsSince">Say the digests of what has changed since.</param>
/// <param name="PlacesOf">Say the places of these agencies and days.</param>
/// <param name="LivesOf">Say the whole lives of these aggregates.</param>
/// <param name="Ahead">These places are known here and not to you: your database was put back.</param>
internal sealed record Question(
    string Queue,
    string? AggregateId = null,
    DateTimeOffset? DigestsSince = null,
    IReadOnlyList<Bucket>? PlacesOf = null,
    IReadOnlyList<string>? LivesOf = null,
    IReadOnlyList<Place>? Ahead = null
)
{
    public async Task AskAsync(IChannel channel, string producer, CancellationToken ct) =>
        await channel.BasicPublishAsync(
            "",
            Topology.RepublishQueue(producer),
            mandatory: true,
            new BasicProperties
            {
                DeliveryMode = DeliveryModes.Persistent,
                ContentType = "application/json",
            },
            JsonSerializer.SerializeToUtf8Bytes(this, MessageJson.Options),
            ct
        );

    public static Question Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize<Question>(body, MessageJson.Options)!;
}

/// <summary>An agency and a day.</summary>
internal sealed record Bucket(string Agency, DateOnly Day);

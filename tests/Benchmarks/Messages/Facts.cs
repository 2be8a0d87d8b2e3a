using System.Text;
using System.Text.Json;
using HoanKiem.Contracts.Feedback.V1;
using RabbitMQ.Client;

namespace HoanKiem.Benchmarks.Messages;

/// <summary>The event that travels: an opened survey, with a sealed token of ordinary length.</summary>
internal static class Facts
{
    /// <summary>Name of its type, which is also that of its exchange.</summary>
    public const string Type = "HoanKiem.Contracts.Feedback.V1:SurveyOpened";

    private static readonly DateTimeOffset Morning = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    /// <summary>Body of the event as it stands in the event log.</summary>
    public static string Body(Guid survey) =>
        JsonSerializer.Serialize(
            new SurveyOpened(survey, 1, Morning, survey, "hoan-kiem", new string('s', 160)),
            JsonSerializerOptions.Web
        );

    /// <summary>The envelope in which the relay sends it.</summary>
    public static byte[] Envelope(Guid message, Guid survey) =>
        Encoding.UTF8.GetBytes(
            JsonSerializer.Serialize(
                new
                {
                    messageId = message,
                    correlationId = survey,
                    conversationId = survey,
                    messageType = new[] { "urn:message:" + Type },
                    message = JsonSerializer.Deserialize<JsonElement>(Body(survey)),
                    sentTime = Morning.UtcDateTime,
                    headers = new { },
                }
            )
        );

    public static BasicProperties Properties(Guid message) =>
        new()
        {
            ContentType = "application/vnd.masstransit+json",
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = message.ToString("D"),
        };

    /// <summary>Rows of the event log, not yet in the outbox.</summary>
    public const string Log = $$"""
        insert into event_log (event_id, type, aggregate_id, sequence, occurred_at, recorded_at, body)
        select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
            '{{Type}}', gen_random_uuid(), 1, now(), now(), $1
        from generate_series(1, $2) n
        """;
}

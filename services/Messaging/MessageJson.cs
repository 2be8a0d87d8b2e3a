using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace HoanKiem.Messaging;

/// <summary>The one JSON of events: in the event log, on the wire and in the error list.</summary>
public static class MessageJson
{
    /// <summary>camelCase members, enums as camelCase text, moments in ISO 8601, Vietnamese letters as they are.</summary>
    public static JsonSerializerOptions Options { get; } =
        Configure(new(JsonSerializerDefaults.Web));

    internal static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using HoanKiem.ServiceDefaults.Text;

namespace HoanKiem.ServiceDefaults.Http;

/// <summary>How JSON is read and written at the edge of every service.</summary>
public static class JsonDefaults
{
    /// <summary>The options of the edge, for tests and for clients between our own processes.</summary>
    public static JsonSerializerOptions Options { get; } =
        Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Unknown members, nulls where none may be and missing members are refused, not guessed.</summary>
    internal static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 32;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(
            System.Text.Unicode.UnicodeRanges.All
        );
        options.Converters.Add(
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
        );
        options.Converters.Add(new LegalZoneConverter());
        options.Converters.Add(new CleanTextConverter());
        return options;
    }
}

/// <summary>Moments come in with any offset and are kept in UTC; they go out in the legal zone, UTC+07:00 without summer time.</summary>
internal sealed class LegalZoneConverter : JsonConverter<DateTimeOffset>
{
    private static readonly TimeSpan LegalOffset = TimeSpan.FromHours(7);

    public override DateTimeOffset Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        // Without an offset the moment would depend on the zone of the machine that reads it.
        if (
            reader.TokenType != JsonTokenType.String
            || !reader.TryGetDateTimeOffset(out var moment)
            || !HasOffset(reader.GetString()!)
        )
            throw new MemberException(
                "offset-date-time",
                "Cần thời điểm ISO 8601 có múi giờ.",
                "An ISO 8601 moment with its offset is needed."
            );
        return moment.ToUniversalTime();
    }

    public override void Write(
        Utf8JsonWriter writer,
        DateTimeOffset value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(value.ToOffset(LegalOffset));

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 19 && text.AsSpan(19).ContainsAny('+', '-'));
}

/// <summary>Texts come in as NFC without control characters, or not at all: silent repair would hide a client's fault for years.</summary>
internal sealed class CleanTextConverter : JsonConverter<string>
{
    public override string? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new MemberException("type", "Cần một chuỗi ký tự.", "A text is needed.");
        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw MemberException.OfText();
        }
        return CleanText.Is(text) ? text : throw MemberException.OfText();
    }

    public override void Write(
        Utf8JsonWriter writer,
        string value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        var text = reader.GetString()!;
        return CleanText.Is(text) ? text : throw MemberException.OfText();
    }

    public override void WriteAsPropertyName(
        Utf8JsonWriter writer,
        string value,
        JsonSerializerOptions options
    ) => writer.WritePropertyName(value);
}

/// <summary>A converter's refusal of one member; the serializer adds the path.</summary>
internal sealed class MemberException(string code, string vi, string en) : JsonException(en)
{
    public string Code { get; } = code;
    public string Vi { get; } = vi;
    public string En { get; } = en;

    public static MemberException OfText() =>
        new(
            "invalid-text",
            "Văn bản phải ở dạng Unicode NFC và không có ký tự điều khiển.",
            "The text must be in Unicode normal form C and free of control characters."
        );
}

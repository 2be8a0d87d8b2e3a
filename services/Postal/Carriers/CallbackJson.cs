using System.Text.Json;
using HoanKiem.Postal.Waybills;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Text;

namespace HoanKiem.Postal.Carriers;

/// <summary>
/// Reads members of a carrier's JSON. Carriers add members as they like, so unknown ones are left alone; what we need must be there.
/// </summary>
internal static class CallbackJson
{
    /// <summary>Parses a body that must be an object.</summary>
    public static Refusal? Parse(ReadOnlySpan<byte> body, out JsonElement root)
    {
        root = default;
        try
        {
            root = JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            return NotJson();
        }

        return root.ValueKind is JsonValueKind.Object ? null : NotJson();
    }

    /// <summary>Puts a report together from the named members.</summary>
    public static (CarrierReport? Report, Refusal? Refusal) Read(
        JsonElement root,
        string eventId,
        string waybill,
        string code,
        string occurredAt,
        string reason,
        string amount
    )
    {
        if (!ItemIdentifier.TryParse(Text(root, waybill, 20), out var item))
            return (
                null,
                Wrong(
                    waybill,
                    "Số hiệu bưu gửi sai (UPU S10).",
                    "This is no item number (UPU S10)."
                )
            );
        if (Text(root, code, 20) is not { Length: > 0 } said)
            return (null, Wrong(code, "Thiếu mã trạng thái.", "The status code is missing."));
        if (
            Text(root, occurredAt, 40) is not { } moment
            || !HasOffset(moment)
            || !DateTimeOffset.TryParse(
                moment,
                System.Globalization.CultureInfo.InvariantCulture,
                out var at
            )
        )
            return (
                null,
                Wrong(
                    occurredAt,
                    "Cần thời điểm ISO 8601 có múi giờ.",
                    "An ISO 8601 moment with its offset is needed."
                )
            );

        var cash =
            root.TryGetProperty(amount, out var number)
            && number.ValueKind is JsonValueKind.Number
            && number.TryGetInt64(out var đồng)
            && đồng >= 0
                ? đồng
                : (long?)null;
        var report = new CarrierReport(
            Text(root, eventId, 100),
            item.Text,
            said,
            at.ToUniversalTime(),
            Text(root, reason, 40),
            cash
        );
        return (report, null);
    }

    private static string? Text(JsonElement root, string name, int most) =>
        root.TryGetProperty(name, out var member)
        && member.ValueKind is JsonValueKind.String
        && member.GetString() is { Length: > 0 } text
        && text.Length <= most
        && CleanText.Is(text)
            ? text
            : null;

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 19 && text.AsSpan(19).ContainsAny('+', '-'));

    private static Refusal NotJson() =>
        Problems.MalformedJson.Because(
            "Nội dung phải là một đối tượng JSON.",
            "The body must be a JSON object."
        );

    private static Refusal Wrong(string member, string vi, string en) =>
        Problems.Invalid(member, "invalid", vi, en);
}

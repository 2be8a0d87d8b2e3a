using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace HoanKiem.ServiceDefaults.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Next">Cursor of the next page, null on the last one.</param>
/// <param name="Count">How many rows the whole list has.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long Count);

/// <summary>Opaque keyset cursors: the sort key of the last row and its id. There is no OFFSET anywhere.</summary>
public static class Cursor
{
    /// <summary>The cursor after a row.</summary>
    public static string After(string key, Guid id) =>
        Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(new[] { key, id.ToString("N") })
        );

    /// <summary>The cursor after a row sorted by a moment.</summary>
    public static string After(DateTimeOffset key, Guid id) =>
        After(key.UtcTicks.ToString(CultureInfo.InvariantCulture), id);

    /// <summary>Reads a cursor; false when it is not one of ours.</summary>
    public static bool TryRead(string cursor, [NotNullWhen(true)] out string? key, out Guid id)
    {
        (key, id) = (null, default);
        try
        {
            if (
                JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(cursor))
                    is not [var first, var second]
                || !Guid.TryParseExact(second, "N", out id)
            )
                return false;
            key = first;
            return true;
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a cursor of a list sorted by a moment.</summary>
    public static bool TryRead(string cursor, out DateTimeOffset key, out Guid id)
    {
        key = default;
        if (
            !TryRead(cursor, out string? text, out id)
            || !long.TryParse(text, CultureInfo.InvariantCulture, out var ticks)
            || ticks < 0
            || ticks > DateTimeOffset.MaxValue.Ticks
        )
            return false;
        key = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>The refusal of a cursor that is not one of ours.</summary>
    public static Refusal Unreadable() =>
        Problems.Invalid(
            "cursor",
            "cursor",
            "Con trỏ trang không hợp lệ.",
            "This is not a cursor of this list."
        );
}

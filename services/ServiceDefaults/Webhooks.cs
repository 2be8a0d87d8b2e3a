using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.ServiceDefaults;

/// <summary>
/// Signatures of messages that systems send each other, after Standard Webhooks 1.0.0: HMAC-SHA256 over
/// <c>{id}.{timestamp}.{body}</c>, several signatures and several secrets while one is being replaced.
/// </summary>
public static class WebhookSignature
{
    /// <summary>Identity of the message, the same at every attempt: the idempotency key.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Seconds since 1970 of the attempt.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Signatures, separated by spaces: <c>v1,base64</c>.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>Largest body that is taken, in bytes.</summary>
    public const int MaxBody = 20 * 1024;

    private const string Prefix = "whsec_";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    /// <summary>The message is not signed by whom it claims to be from.</summary>
    public static readonly ProblemType Invalid = new(
        "signature-invalid",
        401,
        "Chữ ký thông điệp không hợp lệ",
        "The signature of the message is not valid"
    );

    /// <summary>The message was signed too long ago, or in the future.</summary>
    public static readonly ProblemType Old = new(
        "signature-expired",
        401,
        "Thông điệp được ký quá lâu hoặc ở tương lai",
        "The message was signed too long ago or in the future"
    );

    /// <summary>Checks a message against one secret.</summary>
    public static Refusal? Verify(
        string secret,
        IHeaderDictionary headers,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    ) => Verify([secret], headers, body, now);

    /// <summary>Checks a message: one signature by one of the secrets is enough. <paramref name="now"/> is system time.</summary>
    public static Refusal? Verify(
        IReadOnlyCollection<string> secrets,
        IHeaderDictionary headers,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    )
    {
        var id = headers[IdHeader].ToString();
        var stamp = headers[TimestampHeader].ToString();
        var signatures = headers[SignatureHeader].ToString();
        if (id.Length is 0 or > 256 || stamp.Length == 0 || signatures.Length == 0)
            return Invalid.Because(
                $"Thiếu {IdHeader}, {TimestampHeader} hoặc {SignatureHeader}.",
                $"{IdHeader}, {TimestampHeader} or {SignatureHeader} is missing."
            );

        // A full stop in the id would let one signed text be read as another.
        if (
            id.Contains('.', StringComparison.Ordinal)
            || !long.TryParse(
                stamp,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var seconds
            )
        )
            return Invalid.Because(
                $"{IdHeader} hoặc {TimestampHeader} sai định dạng.",
                $"{IdHeader} or {TimestampHeader} is malformed."
            );

        if (Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
            return Old.Because(
                "Thời điểm ký lệch quá 5 phút; hãy ký lại và gửi lại.",
                "The time of signing is more than five minutes off; sign and send again."
            );

        var good = false;
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
        {
            var expected = Mac(secret, id, stamp, body);
            foreach (var signature in signatures.Split(' '))
                good |= Matches(signature, expected);
        }

        return good
            ? null
            : Invalid.Because(
                "Không có chữ ký nào khớp với khóa đã thỏa thuận.",
                "No signature matches an agreed secret."
            );
    }

    /// <summary>Signs a message: the value of <c>webhook-signature</c>.</summary>
    public static string Sign(string secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var stamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return "v1," + Convert.ToBase64String(Mac(secret, id, stamp, body));
    }

    /// <summary>Puts the three headers on a message.</summary>
    public static void Sign(
        HttpRequestMessage message,
        string secret,
        string id,
        DateTimeOffset at,
        ReadOnlySpan<byte> body
    )
    {
        message.Headers.Add(IdHeader, id);
        message.Headers.Add(
            TimestampHeader,
            at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
        );
        message.Headers.Add(SignatureHeader, Sign(secret, id, at, body));
    }

    private static bool Matches(string signature, byte[] expected)
    {
        if (!signature.StartsWith("v1,", StringComparison.Ordinal))
            return false;
        Span<byte> given = stackalloc byte[64];
        return Convert.TryFromBase64String(signature[3..], given, out var length)
            && CryptographicOperations.FixedTimeEquals(given[..length], expected);
    }

    private static byte[] Mac(string secret, string id, string stamp, ReadOnlySpan<byte> body)
    {
        var key = Convert.FromBase64String(
            secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret
        );
        // An empty key would make everybody's signature good.
        if (key.Length == 0)
            throw new ArgumentException("The secret of a webhook is empty.", nameof(secret));

        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.UTF8.GetBytes($"{id}.{stamp}."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}

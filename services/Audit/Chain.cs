using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HoanKiem.Audit;

/// <summary>
/// How entries become a chain. What an entry says is hashed in one encoding: each field in order, texts in UTF-8 with their length in
/// front, so that no two entries have the same bytes. A link is hashed over the link before it.
/// </summary>
internal static class Chain
{
    private const string Version = "hoankiem audit 1";

    /// <summary>What the first link of a chain stands on: the same entries make another chain in another service or agency.</summary>
    public static byte[] Root(string service, string agency)
    {
        using var bytes = new MemoryStream();
        Write(bytes, Version);
        Write(bytes, service);
        Write(bytes, agency);
        return SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Hash of what an entry says.</summary>
    public static byte[] HashOf(AuditEntry entry)
    {
        using var bytes = new MemoryStream(256);
        Write(bytes, Version);
        Write(bytes, entry.Id);
        Write(bytes, Microseconds(entry.At));
        Write(bytes, entry.Agency);
        Write(bytes, entry.Subject);
        Write(bytes, entry.Kind);
        Write(bytes, entry.BehalfOf);
        Write(bytes, entry.Operation);
        Write(bytes, entry.Purpose.ToString());
        Write(bytes, entry.Wrote ? 1 : 0);
        Write(bytes, entry.Objects.Length);
        foreach (var id in entry.Objects)
            Write(bytes, id);
        Write(bytes, entry.Owners.Length);
        foreach (var owner in entry.Owners)
            Write(bytes, owner);
        Write(bytes, entry.Trace);
        return SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The link in a place.</summary>
    public static byte[] Link(
        ReadOnlySpan<byte> before,
        long sequence,
        DateTimeOffset sealedAt,
        ReadOnlySpan<byte> entryHash
    )
    {
        Span<byte> bytes = stackalloc byte[32 + 8 + 8 + 32];
        before.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[32..], sequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes[40..], Microseconds(sealedAt));
        entryHash.CopyTo(bytes[48..]);
        return SHA256.HashData(bytes);
    }

    /// <summary>A moment as the database keeps it.</summary>
    public static DateTimeOffset Rounded(DateTimeOffset moment) =>
        new(moment.UtcTicks - moment.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private static long Microseconds(DateTimeOffset moment) =>
        (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static void Write(MemoryStream bytes, string? text)
    {
        if (text is null)
        {
            Write(bytes, -1);
            return;
        }

        var encoded = Encoding.UTF8.GetBytes(text);
        Write(bytes, encoded.Length);
        bytes.Write(encoded);
    }

    private static void Write(MemoryStream bytes, Guid id)
    {
        Span<byte> sixteen = stackalloc byte[16];
        id.TryWriteBytes(sixteen, bigEndian: true, out _);
        bytes.Write(sixteen);
    }

    private static void Write(MemoryStream bytes, long number)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(eight, number);
        bytes.Write(eight);
    }
}

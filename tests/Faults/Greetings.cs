using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace HoanKiem.Faults;

/// <summary>What a client says first.</summary>
internal static class Greetings
{
    private const int WantsTls = 80877103;
    private const int WantsGss = 80877104;

    /// <summary>
    /// The start-up message of PostgreSQL's protocol names the role, and the role the service: <c>dossiersdb_app</c>. A question for
    /// encryption before it is answered with no, as this server would.
    /// </summary>
    public static async Task<Wire.Caller> OfPostgres(Socket client, CancellationToken ct)
    {
        while (true)
        {
            var message = new byte[4];
            await Read(client, message, ct);
            var length = BinaryPrimitives.ReadInt32BigEndian(message);
            if (length is < 8 or > 64 * 1024)
                throw new EndOfStreamException();
            Array.Resize(ref message, length);
            await Read(client, message.AsMemory(4), ct);
            if (BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(4)) is WantsTls or WantsGss)
            {
                await client.SendAsync("N"u8.ToArray(), ct);
                continue;
            }
            var words = Encoding.UTF8.GetString(message.AsSpan(8)).Split('\0');
            var role = words.SkipWhile(word => word != "user").Skip(1).FirstOrDefault();
            return new Wire.Caller(role?.Split("db_")[0], message);
        }
    }

    private static async Task Read(Socket client, Memory<byte> into, CancellationToken ct)
    {
        for (var read = 0; read < into.Length; )
            read += await client.ReceiveAsync(into[read..], ct) is > 0 and var more
                ? more
                : throw new EndOfStreamException();
    }
}

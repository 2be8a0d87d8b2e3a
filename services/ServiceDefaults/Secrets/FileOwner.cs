using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace HoanKiem.ServiceDefaults.Secrets;

/// <summary>To whom a file belongs: the one thing about files on Linux that .NET does not tell.</summary>
internal static class FileOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint Owner = 0x8; // STATX_UID
    private const int SizeOfAnswer = 256;
    private const int PlaceOfOwner = 20;

    /// <summary>The user of this process.</summary>
    public static uint Self => geteuid();

    /// <summary>User id; none where the system does not say.</summary>
    public static uint? Of(string file)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var answer = new byte[SizeOfAnswer];
        return statx(CurrentFolder, [.. Encoding.UTF8.GetBytes(file), 0], 0, Owner, answer) == 0
            ? BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(PlaceOfOwner))
            : null;
    }

    [DllImport("libc")]
    private static extern int statx(int folder, byte[] file, int flags, uint mask, byte[] answer);

    [DllImport("libc")]
    private static extern uint geteuid();
}

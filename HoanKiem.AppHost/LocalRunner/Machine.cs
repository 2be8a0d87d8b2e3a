using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace HoanKiem.LocalRunner;

/// <summary>A resource cannot run, and starting it again would not help.</summary>
internal sealed class ResourceFailedException(string reason) : Exception(reason);

/// <summary>What this machine offers to a resource: folders, ports, users.</summary>
internal sealed class Machine(Options options, Board board)
{
    private readonly HashSet<int> _ports = [];

    public Options Options => options;
    public Board Board => board;
    public string Logs => Path.Combine(options.State, "logs");

    /// <summary>Tells this clone's containers and folders from another's.</summary>
    public string Mark { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.State)))[..10];

    /// <summary>The wanted port, or the next free one when someone else has it; without a wish one below the ephemeral range.</summary>
    public int FreePort(int wanted = 0)
    {
        for (var port = wanted == 0 ? Random.Shared.Next(20000, 30000) : wanted; port < 65000; port++)
            if (!_ports.Contains(port) && IsFree(port) && _ports.Add(port))
                return port;
        throw new ResourceFailedException("no free port");
    }

    /// <summary>
    /// A folder that only <paramref name="user"/> may read. Below a folder which that user may not enter (a clone in <c>/root</c>)
    /// the data lives in <c>/var/lib</c> and a link leads there.
    /// </summary>
    public async Task<string> Folder(string name, string? user, Log log, CancellationToken stop)
    {
        var place = Path.Combine(options.State, name);
        var elsewhere = $"/var/lib/hoankiem-{Mark}/{name}";
        var link = new DirectoryInfo(place);
        var isElsewhere = user is not null && (link.LinkTarget == elsewhere || !await CanEnter(user, log, stop));
        if (link.LinkTarget is not null)
            link.Delete();
        if (isElsewhere)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(elsewhere)!);
            link.CreateAsSymbolicLink(place = elsewhere);
        }
        if (options.Fresh && Directory.Exists(place))
            Directory.Delete(place, recursive: true);
        Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return place;
    }

    /// <summary>A password made once and kept beside the data that it opens.</summary>
    public static string Secret(string file)
    {
        if (!File.Exists(file))
            WritePrivate(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
        return File.ReadAllText(file).Trim();
    }

    public static void WritePrivate(string file, string text)
    {
        File.Delete(file);
        using var stream = new FileStream(
            file,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private async Task<bool> CanEnter(string user, Log log, CancellationToken stop) =>
        await ChildProcess.Run(new("test", ["-x", options.State]) { User = user }, log, stop) == 0;

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

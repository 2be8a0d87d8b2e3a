using System.Globalization;
using System.Runtime.InteropServices;

namespace HoanKiem.Faults;

/// <summary>A signal that a fault sends.</summary>
internal enum Signal
{
    /// <summary>Ends at once, without a word.</summary>
    Kill = 9,

    /// <summary>Goes on.</summary>
    Continue = 18,

    /// <summary>Stands still, as in a very long pause of the collector or of the host.</summary>
    Stop = 19,
}

/// <summary>Processes as the kernel shows them.</summary>
internal static partial class Processes
{
    public static void Send(int process, Signal signal) => _ = Kill(process, (int)signal);

    /// <summary>The direct children: those of the postmaster are its backends and workers.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) =>
        [.. All().Where(process => Field(process, 1) == $"{parent}")];

    /// <summary>All processes below one, nearest first.</summary>
    public static IReadOnlyList<int> Below(int ancestor)
    {
        var found = new List<int>();
        for (var next = ChildrenOf(ancestor).ToList(); next.Count > 0; )
        {
            found.AddRange(next);
            next = [.. next.SelectMany(ChildrenOf)];
        }
        return found;
    }

    public static bool Lives(int process) => Field(process, 0) is { } state && state != "Z";

    /// <summary>When it was started, in ticks since the machine was: with the number it names a process for ever.</summary>
    public static string? StartOf(int process) => Field(process, 19);

    /// <summary>What the process was given.</summary>
    public static Dictionary<string, string> EnvironmentOf(int process)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadAllText($"/proc/{process}/environ").Split('\0'))
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                values[line[..at]] = line[(at + 1)..];
        return values;
    }

    /// <summary>Which of these processes holds the local end of a connection that comes from <paramref name="port"/> of loopback.</summary>
    public static int? OwnerOf(int port, IEnumerable<int> candidates)
    {
        var local = string.Create(CultureInfo.InvariantCulture, $"0100007F:{port:X4}");
        var inode = File.ReadLines("/proc/net/tcp")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields.Length > 9 && fields[1] == local)
            ?[9];
        if (inode is null)
            return null;
        var link = $"socket:[{inode}]";
        foreach (var process in candidates)
            if (Holds(process, link))
                return process;
        return null;
    }

    private static bool Holds(int process, string link)
    {
        try
        {
            return Directory
                .EnumerateFiles($"/proc/{process}/fd")
                .Any(file => new FileInfo(file).LinkTarget == link);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<int> All() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => Path.GetFileName(folder))
            .Where(name => char.IsAsciiDigit(name[0]))
            .Select(name => int.Parse(name, CultureInfo.InvariantCulture));

    // The fields after the name in brackets: state, parent, …
    private static string? Field(int process, int index)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[index];
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

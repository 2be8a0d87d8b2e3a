using System.Globalization;

namespace HoanKiem.Benchmarks;

/// <summary>Everything that the benchmarks have started, and what it has cost: PostgreSQL's backends and RabbitMQ's Erlang machine included.</summary>
internal static class ProcessTree
{
    private const double MsPerTick = 10; // the kernel counts in hundredths of a second for everyone

    /// <summary>CPU time in milliseconds of all descendants, those that have ended included.</summary>
    public static double CpuMs() => Descendants().Sum(process => process.Ticks) * MsPerTick;

    /// <summary>The same of one process and all that it has started.</summary>
    public static double CpuMsOf(int id) =>
        Descendants(id, itself: true).Sum(p => p.Ticks) * MsPerTick;

    /// <summary>The environment of the one process that runs this program.</summary>
    public static Dictionary<string, string?> EnvironmentOf(string program) =>
        (
            Read(
                $"/proc/{Descendants().Where(p => NameOf(p.Id) == program).Max(p => p.Id)}/environ"
            ) ?? ""
        )
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => (string?)pair[1]);

    /// <summary>The same by name of the program.</summary>
    public static IReadOnlyDictionary<string, double> CpuMsByName() =>
        Descendants()
            .GroupBy(process => NameOf(process.Id))
            .ToDictionary(group => group.Key, group => group.Sum(p => p.Ticks) * MsPerTick);

    /// <summary>CPU time in milliseconds of PostgreSQL's sessions at a database, each with its login.</summary>
    public static IReadOnlyDictionary<int, (string Login, double Ms)> SessionsOf(string database) =>
        Descendants()
            .Select(process => (process, Words: TitleOf(process.Id).Split(' ')))
            .Where(one => one.Words is ["postgres:", _, var at, ..] && at == database)
            .ToDictionary(
                one => one.process.Id,
                one => (one.Words[1], one.process.Ticks * MsPerTick)
            );

    /// <summary>Resident memory in megabytes of each service process, by name.</summary>
    public static IReadOnlyDictionary<string, double> ServiceRssMb() =>
        Descendants()
            .Where(process => IsService(NameOf(process.Id)))
            .GroupBy(process => NameOf(process.Id))
            .ToDictionary(
                group => group.Key,
                group => group.Max(p => Field($"/proc/{p.Id}/status", "VmRSS:") / 1024)
            );

    /// <summary>Memory in megabytes of everything; what processes share is counted once (PSS), or a buffer pool would count for each session.</summary>
    public static double SystemMb() =>
        Descendants().Sum(process => Field($"/proc/{process.Id}/smaps_rollup", "Pss:") / 1024);

    private static bool IsService(string name) =>
        name.StartsWith("HoanKiem.", StringComparison.Ordinal)
        && !name.StartsWith("HoanKiem.Simulators.", StringComparison.Ordinal)
        && name != "HoanKiem.AppHost";

    private static List<(int Id, long Ticks)> Descendants(int? of = null, bool itself = false)
    {
        var all = new Dictionary<int, (int Parent, long Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                !int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                || Read($"{folder}/stat") is not { } stat
            )
                continue;
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
            // utime, stime, and those of children that have ended and were waited for.
            all[id] = ((int)Number(1), Number(11) + Number(12) + Number(13) + Number(14));
        }
        var found = new List<(int, long)>();
        var root = of ?? Environment.ProcessId;
        var known = new HashSet<int> { root };
        if (itself && all.TryGetValue(root, out var own))
            found.Add((root, own.Ticks));
        for (var more = true; more; )
        {
            more = false;
            foreach (var (id, (parent, ticks)) in all)
            {
                if (!known.Contains(parent) || !known.Add(id))
                    continue;
                found.Add((id, ticks));
                more = true;
            }
        }
        return found;
    }

    // dotnet /…/HoanKiem.Dossiers.dll is HoanKiem.Dossiers; everything else is called as the kernel calls it.
    private static string NameOf(int id)
    {
        var words = (Read($"/proc/{id}/cmdline") ?? "").Split('\0');
        return Array.Find(words, word => word.EndsWith(".dll", StringComparison.Ordinal)) is { } dll
            ? Path.GetFileNameWithoutExtension(dll)
            : Read($"/proc/{id}/comm")?.Trim() ?? "";
    }

    // A session of PostgreSQL writes who it serves over its command line.
    private static string TitleOf(int id) => (Read($"/proc/{id}/cmdline") ?? "").TrimEnd('\0');

    private static double Field(string file, string name)
    {
        var line = Read(file)
            ?.Split('\n')
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null
            ? 0
            : double.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture
            );
    }

    // A process may end between two looks.
    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}

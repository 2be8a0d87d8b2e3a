using System.Globalization;
using System.Runtime.InteropServices;

namespace HoanKiem.Benchmarks;

/// <summary>The machine, and how busy others keep it.</summary>
internal static class Machine
{
    /// <summary>Load averages of one and five minutes.</summary>
    public static string Load() =>
        "load " + string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..2]);

    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1]
            .Trim();
        var memory = File.ReadLines("/proc/meminfo").First().Split(' ')[^2];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({model ?? "unknown"}), {long.Parse(memory, CultureInfo.InvariantCulture) / 1_048_576} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"
        );
    }
}

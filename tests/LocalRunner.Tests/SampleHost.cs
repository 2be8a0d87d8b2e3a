using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Text;

namespace HoanKiem.LocalRunner.Tests;

/// <summary>A runner in a process of its own, with a folder of its own, and what it printed.</summary>
internal sealed class SampleHost : IDisposable
{
    private static int _nextPort = Random.Shared.Next(310, 320) * 100;
    private readonly StringBuilder _output = new();
    private readonly string _journal;
    private readonly bool _keep;

    private SampleHost(Process process, string state, string journal, bool keep) =>
        (Process, State, _journal, _keep) = (process, state, journal, keep);

    public Process Process { get; }
    public string State { get; }
    public int Port { get; private init; }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>What the resources wrote, without their process numbers.</summary>
    public string[] Journal => [.. Lines().Select(l => l.Split(';')[0].Trim())];

    public int[] Children =>
        [
            .. Lines()
                .Select(l => int.Parse(l.Split(';')[1], CultureInfo.InvariantCulture))
                .Distinct(),
        ];

    public static SampleHost Start(string scenario, string? state = null, params string[] args)
    {
        var folder = state ?? Directory.CreateTempSubdirectory("hoankiem-runner-").FullName;
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            own.Parent!.Parent!.FullName,
            "HoanKiem.LocalRunner.Sample",
            own.Name,
            "HoanKiem.LocalRunner.Sample.dll"
        );
        var info = new ProcessStartInfo(
            "dotnet",
            [program, "host", scenario, "--state", folder, .. args]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var port = args is ["--port", var wanted, ..]
            ? int.Parse(wanted, CultureInfo.InvariantCulture)
            : FreePort();
        info.Environment["SAMPLE_PORT"] = $"{port}";
        info.Environment["SAMPLE_JOURNAL"] = Path.Combine(folder, "journal");
        foreach (
            var given in new[]
            {
                "ConnectionStrings__postgres",
                "ConnectionStrings__messaging",
                "HOANKIEM_BACKING",
            }
        )
            info.Environment.Remove(given);
        var host = new SampleHost(
            Process.Start(info)!,
            folder,
            Path.Combine(folder, "journal"),
            state is not null
        )
        {
            Port = port,
        };
        host.Process.OutputDataReceived += host.Keep;
        host.Process.ErrorDataReceived += host.Keep;
        host.Process.BeginOutputReadLine();
        host.Process.BeginErrorReadLine();
        return host;
    }

    public async Task<int> Ends(int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await Process.WaitForExitAsync(limit.Token);
        return Process.ExitCode;
    }

    public void Send(string signal) =>
        Process.Start("sh", ["-c", $"kill -{signal} {Process.Id}"]).WaitForExit();

    public Task Says(string text, int seconds = 60) =>
        Until(() => Output.Contains(text, StringComparison.Ordinal), text, seconds);

    public Task Notes(string line) => Until(() => Journal.Contains(line), line, 60);

    public async Task Until(Func<bool> condition, string what, int seconds)
    {
        for (var since = Stopwatch.StartNew(); !condition(); await Task.Delay(50))
            Assert.True(
                since.Elapsed.TotalSeconds < seconds,
                $"waited in vain for: {what}\n{Output}\n{string.Join('\n', Journal)}"
            );
    }

    public static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat")
                .Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Send("TERM");
            if (!Process.WaitForExit(20_000))
                Process.Kill();
        }
        Process.Dispose();
        if (!_keep)
            Directory.Delete(State, recursive: true);
    }

    private static int FreePort()
    {
        var taken = IPGlobalProperties
            .GetIPGlobalProperties()
            .GetActiveTcpListeners()
            .Select(l => l.Port)
            .ToHashSet();
        var port = Interlocked.Add(ref _nextPort, 10);
        while (taken.Contains(port) || taken.Contains(port + 1))
            port = Interlocked.Add(ref _nextPort, 10);
        return port;
    }

    private string[] Lines() => File.Exists(_journal) ? File.ReadAllLines(_journal) : [];

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HoanKiem.Benchmarks;

/// <summary>A process that the benchmarks start; the kernel ends it when they die.</summary>
internal sealed partial class Child : IAsyncDisposable
{
    // The kernel watches the thread that forked, not the process: only a thread that never ends may start children.
    private static readonly BlockingCollection<Task<Process>> Starts = [];
    private readonly Process _process;
    private readonly Task _output;

    static Child() => new Thread(StartAll) { IsBackground = true }.Start();

    private Child(Process process, string log)
    {
        _process = process;
        _output = Task.WhenAll(
            CopyAsync(process.StandardOutput.BaseStream, log),
            CopyAsync(process.StandardError.BaseStream, log + ".errors")
        );
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program; its output goes to a file.</summary>
    public static async Task<Child> StartAsync(
        string program,
        IEnumerable<string> arguments,
        string folder,
        string log,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        string[] before = ["--pdeathsig", "TERM", "--", program];
        var info = new ProcessStartInfo("setpriv", before.Concat(arguments))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            info.Environment[name] = value;
        var start = new Task<Process>(() => Process.Start(info)!);
        Starts.Add(start);
        return new Child(await start, log);
    }

    /// <summary>Runs a program to its end and gives what it printed; throws when it fails.</summary>
    public static async Task<string> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode}: {string.Join(' ', (await errors).Split('\n').Take(3))}"
            );
    }

    /// <summary>Asks it to end, and after the grace makes it.</summary>
    public async Task StopAsync(int signal = 15, double graceSeconds = 30)
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, signal);
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(graceSeconds));
            try
            {
                await _process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        await Task.WhenAny(_output, Task.Delay(500));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private static void StartAll()
    {
        foreach (var start in Starts.GetConsumingEnumerable())
            start.RunSynchronously();
    }

    private static async Task CopyAsync(Stream from, string file)
    {
        await using var to = new FileStream(
            file,
            FileMode.Create,
            FileAccess.Write,
            FileShare.Read
        );
        await from.CopyToAsync(to);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

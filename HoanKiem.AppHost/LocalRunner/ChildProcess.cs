using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HoanKiem.LocalRunner;

internal enum Signal
{
    INT = 2,
    KILL = 9,
    TERM = 15,
}

/// <summary>A program with what it is given, the signal on which it ends cleanly, and the one it gets when the runner is killed.</summary>
internal sealed record Launch(string Program, IReadOnlyList<string> Args, IReadOnlyDictionary<string, string?> Environment)
{
    public Signal End { get; init; } = Signal.TERM;
    public string Folder { get; init; } = "/";
    public Signal Orphaned { get; init; } = Signal.KILL;
}

/// <summary>A process in a session of its own, so that Ctrl-C reaches only the runner, which ends its children in order.</summary>
internal sealed partial class ChildProcess
{
    // The kernel watches the thread that forked, not the process: only a thread that never ends may start children.
    private static readonly BlockingCollection<Task<Process?>> Starts = [];

    static ChildProcess() => new Thread(StartAll) { IsBackground = true }.Start();

    private readonly Process _process;
    private readonly Launch _launch;

    private ChildProcess(Process process, Launch launch, Log log)
    {
        (_process, _launch) = (process, launch);
        process.StandardInput.Close();
        Exit = Watch(log);
    }

    public int Id => _process.Id;

    /// <summary>The exit code, once the process has ended and its output is written.</summary>
    public Task<int> Exit { get; }

    public static async Task<ChildProcess> Start(Launch launch, Log log)
    {
        string[] before = ["setpriv", "--pdeathsig", $"{launch.Orphaned}", "--", launch.Program];
        var info = new ProcessStartInfo("setsid", before.Concat(launch.Args))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = launch.Folder,
        };
        foreach (var (name, value) in launch.Environment)
            info.Environment[name] = value;
        var start = new Task<Process?>(() => Process.Start(info));
        Starts.Add(start);
        return new(await start ?? throw new InvalidOperationException(launch.Program), launch, log);
    }

    /// <summary>Asks the process to end, and after the grace ends it and everything in its group.</summary>
    public async Task Stop(TimeSpan grace)
    {
        Send(_launch.End);
        await Task.WhenAny(Exit, Task.Delay(grace));
        Send(Signal.KILL);
        await Task.WhenAny(Exit, Task.Delay(1000));
    }

    private static void StartAll()
    {
        foreach (var start in Starts.GetConsumingEnumerable())
            start.RunSynchronously();
    }

    /// <summary>Sends to the whole group of a process, or to the process alone: in its first milliseconds a child has no group yet.</summary>
    public static bool Send(int process, Signal signal) => Kill(-process, (int)signal) == 0 || Kill(process, (int)signal) == 0;

    private void Send(Signal signal) => _ = _process.HasExited ? Kill(-Id, (int)signal) == 0 : Send(Id, signal);

    private async Task<int> Watch(Log log)
    {
        var output = Task.WhenAll(log.Copy(_process.StandardOutput.BaseStream), log.Copy(_process.StandardError.BaseStream));
        await _process.WaitForExitAsync();
        // A grandchild may hold the pipe open for longer than its parent lives.
        await Task.WhenAny(output, Task.Delay(500));
        return _process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HoanKiem.LocalRunner;

internal enum Signal
{
    None = 0,
    INT = 2,
    KILL = 9,
    TERM = 15,
}

/// <summary>A program with what it is given. <see cref="End"/> is the signal on which it stops cleanly.</summary>
internal sealed record Launch(string Program, IReadOnlyList<string> Args)
{
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
    public string? User { get; init; }
    public Signal End { get; init; } = Signal.TERM;

    /// <summary>What the kernel sends when the runner itself is killed.</summary>
    public Signal WhenOrphaned { get; init; } = Signal.KILL;
}

/// <summary>A process in a session of its own, so that Ctrl-C reaches only the runner, which ends its children in order.</summary>
internal sealed partial class ChildProcess
{
    // The kernel watches the thread that forked, not the process: only a thread that never ends may start children.
    private static readonly BlockingCollection<Action> Starts = [];

    static ChildProcess() =>
        new Thread(() =>
        {
            foreach (var start in Starts.GetConsumingEnumerable())
                start();
        })
        {
            IsBackground = true,
            Name = "starts processes",
        }.Start();

    private readonly Process _process;
    private readonly Launch _launch;

    private ChildProcess(Process process, Launch launch, Task<int> exit) => (_process, _launch, Exit) = (process, launch, exit);

    public int Id => _process.Id;

    /// <summary>The exit code, once the process has ended and its output is written.</summary>
    public Task<int> Exit { get; }

    public static async Task<ChildProcess> Start(Launch launch, Log log)
    {
        var info = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        var user = launch.User is { } u ? new[] { "--reuid", u, "--regid", u, "--init-groups" } : [];
        string[] before = ["setpriv", "--pdeathsig", $"{launch.WhenOrphaned}", .. user, "--", launch.Program];
        foreach (var argument in before.Concat(launch.Args))
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in launch.Environment)
            info.Environment[name] = value;

        var started = new TaskCompletionSource<Process>();
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        var process = await started.Task;
        process.StandardInput.Close();
        return new(process, launch, Watch(process, log));
    }

    /// <summary>Runs a program to its end; when stopped meanwhile, ends it.</summary>
    public static async Task<int> Run(Launch launch, Log log, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var process = await Start(launch, log);
        await using var _ = stop.Register(() => process.Send(Signal.KILL));
        var code = await process.Exit;
        stop.ThrowIfCancellationRequested();
        return code;
    }

    /// <summary>Asks the process to end, and after the grace ends it and everything in its group.</summary>
    public async Task Stop(TimeSpan grace)
    {
        Send(_launch.End);
        await Task.WhenAny(Exit, Task.Delay(grace));
        Send(Signal.KILL);
        await Task.WhenAny(Exit, Task.Delay(1000));
    }

    // In its first milliseconds the child has no group of its own yet.
    public void Send(Signal signal)
    {
        if (!SendToGroup(Id, signal) && !_process.HasExited)
            _ = Kill(Id, (int)signal);
    }

    /// <summary>True while the group has members (and for signal 0 nothing else happens).</summary>
    public static bool SendToGroup(int group, Signal signal) => Kill(-group, (int)signal) == 0;

    private static async Task<int> Watch(Process process, Log log)
    {
        var output = Task.WhenAll(log.Copy(process.StandardOutput.BaseStream), log.Copy(process.StandardError.BaseStream));
        await process.WaitForExitAsync();
        // A grandchild may hold the pipe open for longer than its parent lives.
        await Task.WhenAny(output, Task.Delay(500));
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

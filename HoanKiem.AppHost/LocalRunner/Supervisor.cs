using System.Diagnostics;

namespace HoanKiem.LocalRunner;

/// <summary>A resource cannot run, and starting it again would not help.</summary>
internal sealed class ResourceFailedException(string reason) : Exception(reason);

/// <summary>Sees one resource through its life: waits for what it needs, starts it, waits for its health, starts it again when it dies.</summary>
internal sealed class Supervisor(Resource resource, Options options, Board board, Log log, Func<Resource, Supervisor> of)
{
    private const int StartLimit = 5; // before it was ever healthy
    private const int HealthLimit = 240; // seconds
    private ChildProcess? _process;

    public Resource Resource => resource;
    public string Phase { get; private set; } = "waiting";
    public string Note { get; private set; } = "";

    // True as soon as it was healthy once, false when it never will be.
    public TaskCompletionSource<bool> GotHealthy { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The exit code of what may end.
    public TaskCompletionSource<int> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task Run(CancellationToken stop)
    {
        try
        {
            foreach (var (other, untilItEnds) in resource.Waits)
            {
                Set("waiting", $"for {other.Name}");
                if (!(untilItEnds ? await of(other).Ended.Task.WaitAsync(stop) == 0 : await of(other).GotHealthy.Task.WaitAsync(stop)))
                    throw new ResourceFailedException($"waits for {other.Name}, which failed");
            }
            await (resource.RunsForever ? KeepRunning(stop) : RunOnce(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
        catch (Exception e)
        {
            Fail(e is ResourceFailedException ? e.Message : e.ToString(), 1);
        }
    }

    /// <summary>Ends the process, in order or (grace zero) at once.</summary>
    public async Task Stop(TimeSpan grace)
    {
        if (_process is { Exit.IsCompleted: false })
            await _process.Stop(grace);
        if (Phase is not "finished" and not "failed")
            Set("stopped");
    }

    private async Task RunOnce(CancellationToken stop)
    {
        Set("starting");
        await Start(stop);
        Set("running");
        GotHealthy.TrySetResult(true);
        if (await _process!.Exit.WaitAsync(stop) is not 0 and var code)
            Fail($"ended with {code}\n{log.LastLines(15)}", code);
        else
            Set("finished");
        Ended.TrySetResult(_process.Exit.Result);
    }

    private async Task KeepRunning(CancellationToken stop)
    {
        for (var failures = 0; ; )
        {
            Set(failures == 0 ? "starting" : "restarting", failures == 0 ? "" : Note);
            var since = Stopwatch.StartNew();
            var trouble = await RunUntilItDies(stop);
            failures = GotHealthy.Task.IsCompleted && since.Elapsed.TotalSeconds > 30 ? 1 : failures + 1;
            if (!GotHealthy.Task.IsCompleted && failures == StartLimit)
                throw new ResourceFailedException($"{trouble}, {failures} times\n{log.LastLines(15)}");
            var pause = TimeSpan.FromSeconds(Math.Min(15, 0.25 * Math.Pow(2, failures)));
            Set("restarting", $"{trouble}; again in {pause.TotalSeconds:0.#} s");
            await Task.Delay(pause, stop);
        }
    }

    private async Task<string> RunUntilItDies(CancellationToken stop)
    {
        if (await TroubleOf(Start(stop), stop) is { } trouble)
            return trouble;
        var exit = _process?.Exit ?? new TaskCompletionSource<int>().Task;
        for (var since = Stopwatch.StartNew(); !exit.IsCompleted; stop.ThrowIfCancellationRequested())
        {
            var missing = await TroubleOf(resource.Probe(stop), stop);
            if (missing is null && (GotHealthy.TrySetResult(true) || !exit.IsCompleted))
                Set("healthy", resource.Url ?? "");
            else if (Phase is "healthy" && !exit.IsCompleted)
                Set("unhealthy", missing!);
            else if (Phase is not "unhealthy" && since.Elapsed.TotalSeconds > HealthLimit && _process is not null)
            {
                await _process.Stop(TimeSpan.FromSeconds(2));
                return $"not healthy after {HealthLimit} s: {missing}";
            }
            await Task.WhenAny(exit, Task.Delay(Phase is "healthy" ? 3000 : 200, stop));
        }
        return $"ended with {await exit}";
    }

    private static async Task<string?> TroubleOf(Task<string?> attempt, CancellationToken stop)
    {
        try
        {
            return await attempt;
        }
        catch (Exception e) when (e is not ResourceFailedException && !stop.IsCancellationRequested)
        {
            return e.GetBaseException().Message;
        }
    }

    private async Task<string?> Start(CancellationToken stop)
    {
        var launch = await resource.Start(options, stop);
        stop.ThrowIfCancellationRequested();
        _process = launch is null ? null : await ChildProcess.Start(launch, log);
        if (_process is not null)
            Leftovers.Remember(options.State, resource.Name, _process.Id);
        return null;
    }

    private void Fail(string reason, int code)
    {
        Set("failed", reason.Split('\n')[0]);
        board.Say($"{resource.Name} failed: {reason}");
        GotHealthy.TrySetResult(false);
        Ended.TrySetResult(code);
    }

    private void Set(string phase, string note = "")
    {
        if ((phase, note) == (Phase, Note))
            return;
        (Phase, Note) = (phase, note);
        board.Changed(this);
    }
}

using System.Diagnostics;

namespace HoanKiem.LocalRunner;

internal enum Phase
{
    Waiting,
    Starting,
    Running,
    Healthy,
    Unhealthy,
    Restarting,
    Finished,
    Failed,
    Stopped,
}

/// <summary>Sees one resource through its life: waits for what it needs, starts it, waits for its health, starts it again when it dies.</summary>
internal sealed class Supervisor(
    Resource resource,
    Machine machine,
    Log log,
    Func<Resource, Supervisor> supervisorOf
)
{
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(120);
    private const int StartLimit = 5;
    private readonly TaskCompletionSource<bool> _healthy = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource<int> _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private ChildProcess? _process;

    public Resource Resource => resource;
    public Phase Phase { get; private set; }
    public string Note { get; private set; } = "";

    /// <summary>True as soon as it was healthy once, false when it never will be.</summary>
    public Task<bool> Healthy => _healthy.Task;

    /// <summary>The exit code of what may end.</summary>
    public Task<int> Ended => _ended.Task;
    public bool IsSettled => Phase is Phase.Healthy or Phase.Finished or Phase.Failed;

    public async Task Run(CancellationToken stop)
    {
        try
        {
            foreach (var (other, untilItEnds) in resource.Waits)
                await Wait(supervisorOf(other), untilItEnds, stop);
            if (resource.RunsForever)
                await KeepRunning(stop);
            else
                await RunOnce(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
        catch (Exception e)
        {
            Fail(e is ResourceFailedException ? e.Message : e.ToString());
        }
    }

    /// <summary>Ends the process, in order or (grace zero) at once.</summary>
    public async Task Stop(TimeSpan grace)
    {
        if (_process is { Exit.IsCompleted: false } process)
            await process.Stop(grace);
        if (Phase is not Phase.Finished and not Phase.Failed)
            Set(Phase.Stopped);
    }

    private async Task Wait(Supervisor other, bool untilItEnds, CancellationToken stop)
    {
        Set(Phase.Waiting, $"for {other.Resource.Name}");
        var good = untilItEnds
            ? await other.Ended.WaitAsync(stop) == 0
            : await other.Healthy.WaitAsync(stop);
        if (!good)
            throw new ResourceFailedException($"waits for {other.Resource.Name}, which failed");
    }

    private async Task RunOnce(CancellationToken stop)
    {
        Set(Phase.Starting);
        await Start(stop);
        Set(Phase.Running);
        _healthy.TrySetResult(true);
        var code = await _process!.Exit.WaitAsync(stop);
        if (code != 0)
            Fail($"ended with {code}\n{log.LastLines(15)}", code);
        else
            Set(Phase.Finished);
        _ended.TrySetResult(code);
    }

    private async Task KeepRunning(CancellationToken stop)
    {
        for (var failures = 0; ; )
        {
            Set(failures == 0 ? Phase.Starting : Phase.Restarting, Note);
            var since = Stopwatch.StartNew();
            var trouble = await RunUntilItDies(stop);
            failures =
                since.Elapsed > TimeSpan.FromSeconds(30) && _healthy.Task.IsCompleted
                    ? 1
                    : failures + 1;
            if (!_healthy.Task.IsCompleted && failures >= StartLimit)
                throw new ResourceFailedException(
                    $"{trouble}, {failures} times\n{log.LastLines(15)}"
                );
            var pause = TimeSpan.FromSeconds(Math.Min(15, 0.25 * Math.Pow(2, failures)));
            Set(Phase.Restarting, $"{trouble}; again in {pause.TotalSeconds:0.#} s");
            await Task.Delay(pause, stop);
        }
    }

    private async Task<string> RunUntilItDies(CancellationToken stop)
    {
        try
        {
            await Start(stop);
        }
        catch (Exception e)
            when (e is not ResourceFailedException and not OperationCanceledException)
        {
            return e.Message;
        }
        var exit = _process?.Exit ?? new TaskCompletionSource<int>().Task;
        var since = Stopwatch.StartNew();
        while (!exit.IsCompleted)
        {
            var missing = await resource.Probe(stop);
            if (missing is null)
            {
                _healthy.TrySetResult(true);
                Set(Phase.Healthy, resource.Url ?? "");
            }
            else if (Phase is Phase.Healthy)
                Set(Phase.Unhealthy, missing);
            else if (Phase is not Phase.Unhealthy && since.Elapsed > HealthLimit)
            {
                await Stop(TimeSpan.FromSeconds(2));
                return $"not healthy after {HealthLimit.TotalSeconds:0} s: {missing}";
            }
            await Task.WhenAny(exit, Task.Delay(Phase is Phase.Healthy ? 3000 : 200, stop));
            stop.ThrowIfCancellationRequested();
        }
        return $"ended with {await exit}";
    }

    private async Task Start(CancellationToken stop)
    {
        var launch = await resource.Start(machine, stop);
        stop.ThrowIfCancellationRequested();
        _process = launch is null ? null : await ChildProcess.Start(launch, log);
        if (_process is not null)
            Leftovers.Remember(machine.Options.State, resource.Name, _process.Id);
    }

    private void Fail(string reason, int code = 1)
    {
        Set(Phase.Failed, reason.Split('\n')[0]);
        machine.Board.Say($"{resource.Name} failed: {reason}");
        _healthy.TrySetResult(false);
        _ended.TrySetResult(code);
    }

    private void Set(Phase phase, string note = "")
    {
        if ((phase, note) == (Phase, Note))
            return;
        (Phase, Note) = (phase, note);
        machine.Board.Changed(this);
    }
}

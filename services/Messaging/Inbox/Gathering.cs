using System.Diagnostics;

namespace HoanKiem.Messaging;

/// <summary>An event that waits for its turn to be taken.</summary>
/// <param name="Arrival">The event.</param>
/// <param name="Act">The span of its handling, so that what its handlers publish belongs to its trace.</param>
/// <param name="Ct">Cancels it.</param>
internal sealed record Waiting(Arrival Arrival, Activity? Act, CancellationToken Ct)
{
    private readonly TaskCompletionSource<Taken> _taken = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public Task<Taken> Taken => _taken.Task;

    /// <summary>Where order between commits matters to nobody, locks are taken in the same order by everyone.</summary>
    public string LockOrder { get; } =
        $"{Arrival.Shape.DossierId(Arrival.Event)?.ToString() ?? Arrival.Aggregate}/{Arrival.Producer}/{Arrival.Aggregate}";

    public void Done(Taken taken) => _taken.TrySetResult(taken);

    public void Failed(Exception failure) => _taken.TrySetException(failure);
}

/// <summary>What became of an event, and whether its successor is already waiting among the held ones.</summary>
internal readonly record struct Taken(DeliveryOutcome Outcome, bool SuccessorWaits);

/// <summary>
/// Lets events that arrive at about the same time share one commit. Nobody waits for others to come: a worker that is free takes what is
/// there, so one event alone is taken at once, and the more there are, the more share the cost of a commit.
/// </summary>
internal sealed class Gathering(int workers, int most, Func<IReadOnlyList<Waiting>, Task> take)
{
    private readonly Queue<Waiting> _waiting = new();
    private int _working;

    public Task<Taken> TakeAsync(Waiting waiting)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(waiting);
            if (_working == workers)
                return waiting.Taken;
            _working++;
        }
        // Whoever starts a worker is not the act that the worker's events belong to.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(WorkAsync);
        return waiting.Taken;
    }

    private async Task WorkAsync()
    {
        while (Next() is { Count: > 0 } together)
        {
            try
            {
                await take(together);
            }
            catch (Exception failure)
            {
                // Whoever waits must hear of it, whatever it is.
                foreach (var waiting in together)
                    waiting.Failed(failure);
            }
        }
    }

    private List<Waiting> Next()
    {
        lock (_waiting)
        {
            var together = new List<Waiting>();
            while (together.Count < most && _waiting.TryDequeue(out var waiting))
                together.Add(waiting);
            if (together.Count == 0)
                _working--;
            return together;
        }
    }
}

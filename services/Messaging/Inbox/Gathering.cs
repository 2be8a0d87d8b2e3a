using System.Diagnostics;

namespace HoanKiem.Messaging;

/// <summary>An event that waits for its turn to be taken.</summary>
/// <param name="Arrival">The event.</param>
/// <param name="Act">The span of its handling, so that what its handlers publish belongs to its trace.</param>
/// <param name="Ct">Cancels it.</param>
/// <param name="MayRest">Nobody waits for what comes of it: it may wait for others, to share their commit.</param>
internal sealed record Waiting(
    Arrival Arrival,
    Activity? Act,
    CancellationToken Ct,
    bool MayRest = false
)
{
    private readonly TaskCompletionSource<DeliveryOutcome> _taken = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public Task<DeliveryOutcome> Taken => _taken.Task;

    /// <summary>Whose matter it is: events of one dossier, whatever said them, want the same rows.</summary>
    public string Matter { get; } =
        Arrival.Shape.DossierId(Arrival.Event)?.ToString() ?? Arrival.Aggregate;

    public void Done(DeliveryOutcome outcome) => _taken.TrySetResult(outcome);

    public void Failed(Exception failure) => _taken.TrySetException(failure);

    /// <summary>The order in which events share a commit: everyone takes locks in the same one, and what came first of a life stays first.</summary>
    public static List<Waiting> InOrder(IEnumerable<Waiting> together) =>
        [
            .. together
                .OrderBy(waiting => waiting.Matter, StringComparer.Ordinal)
                .ThenBy(waiting => waiting.Arrival.Producer, StringComparer.Ordinal)
                .ThenBy(waiting => waiting.Arrival.Aggregate, StringComparer.Ordinal),
        ];
}

/// <summary>
/// Lets events that arrive at about the same time share one commit. Whoever hurries does not wait for others to come: a worker that is free
/// takes what is there, so one event alone is taken at once, and the more there are, the more share the cost of a commit. What may rest waits
/// for a while, until it is enough for a commit, or until something that hurries takes it along. What concerns one matter is in the hands of
/// one worker at a time: in the database the cursor's row lock keeps events of an aggregate apart, and here nobody queues for it.
/// </summary>
internal sealed class Gathering(
    int workers,
    int most,
    TimeSpan rest,
    TimeProvider clock,
    Func<IReadOnlyList<Waiting>, Task> take
)
{
    private readonly LinkedList<Waiting> _waiting = new();
    private readonly HashSet<string> _inHand = new(StringComparer.Ordinal);
    private int _working;
    private bool _resting;

    public Task<DeliveryOutcome> TakeAsync(Waiting waiting)
    {
        lock (_waiting)
        {
            _waiting.AddLast(waiting);
            if (MayRest && !_resting)
            {
                _resting = true;
                Start(RestAsync);
            }
            if (!MayRest)
                Work();
        }
        return waiting.Taken;
    }

    // Nothing that waits hurries, and it is not enough for a commit yet.
    private bool MayRest =>
        rest > TimeSpan.Zero && _waiting.Count < most && _waiting.All(waiting => waiting.MayRest);

    private async Task RestAsync()
    {
        await Task.Delay(rest, clock);
        lock (_waiting)
        {
            _resting = false;
            if (_waiting.Count > 0)
                Work();
        }
    }

    private void Work()
    {
        if (_working == workers)
            return;
        _working++;
        Start(WorkAsync);
    }

    // Whoever starts a worker is not the act that the worker's events belong to.
    private static void Start(Func<Task> work)
    {
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(work);
    }

    private async Task WorkAsync()
    {
        List<Waiting> together = [];
        while ((together = Next(together)).Count > 0)
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

    // In the order in which they came, but for what another worker has in hand: it looks again when it is done.
    private List<Waiting> Next(List<Waiting> done)
    {
        lock (_waiting)
        {
            foreach (var waiting in done)
                _inHand.Remove(waiting.Matter);
            var together = new List<Waiting>();
            if (_resting && MayRest)
            {
                _working--;
                return together;
            }
            for (
                var (node, next) = (_waiting.First, (LinkedListNode<Waiting>?)null);
                node is not null && together.Count < most;
                node = next
            )
            {
                next = node.Next;
                if (_inHand.Contains(node.Value.Matter))
                    continue;
                together.Add(node.Value);
                _waiting.Remove(node);
            }
            foreach (var waiting in together)
                _inHand.Add(waiting.Matter);
            if (together.Count == 0)
                _working--;
            return together.Count > 1 ? Waiting.InOrder(together) : together;
        }
    }
}

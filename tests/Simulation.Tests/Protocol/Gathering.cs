using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>An event that waits for its turn to be taken.</summary>
internal sealed record Waiting(Replica Replica, Message Message, string Queue)
{
    public Promise<Taken> Taken { get; } = new(Replica.World, Replica, "hears what became of it");
}

/// <summary>Gathering.cs in the simulated process: whoever is free takes what is there, so that events that come together share a commit.</summary>
internal sealed class Gathering(
    Replica replica,
    int workers,
    int most,
    Func<IReadOnlyList<Waiting>, Task> take
)
{
    private readonly Queue<Waiting> _waiting = new();
    private int _working;

    public Promise<Taken> TakeAsync(Waiting waiting)
    {
        _waiting.Enqueue(waiting);
        if (_working < workers)
        {
            _working++;
            replica.World.Start(replica, "gathers", TimeSpan.Zero, WorkAsync);
        }
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
                foreach (var waiting in together)
                    waiting.Taken.Break(failure);
            }
        }
        _working--;
    }

    private List<Waiting> Next()
    {
        var together = new List<Waiting>();
        while (together.Count < most && _waiting.TryDequeue(out var waiting))
            together.Add(waiting);
        return together;
    }
}

using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>An event that waits for its turn to be taken.</summary>
internal sealed record Waiting(Message Message, string Queue, bool MayRest = false)
{
    public Promise<DeliveryOutcome> Taken { get; } = new();

    /// <summary>Waiting.InOrder.</summary>
    public static List<Waiting> InOrder(IEnumerable<Waiting> together) =>
        [
            .. together
                .OrderBy(waiting => waiting.Message.Matter, StringComparer.Ordinal)
                .ThenBy(waiting => waiting.Message.Producer, StringComparer.Ordinal)
                .ThenBy(waiting => waiting.Message.Aggregate, StringComparer.Ordinal),
        ];
}

/// <summary>
/// Gathering.cs in the simulated process: whoever is free takes what is there, so that events that come together share a commit, what may rest
/// waits for more or for what hurries, and nobody takes what concerns a matter that another one has in hand.
/// </summary>
internal sealed class Gathering(
    Replica replica,
    int workers,
    int most,
    TimeSpan rest,
    Func<IReadOnlyList<Waiting>, Task> take
)
{
    private readonly List<Waiting> _waiting = [];
    private readonly HashSet<string> _inHand = new(StringComparer.Ordinal);
    private int _working;
    private bool _resting;

    public Promise<DeliveryOutcome> TakeAsync(Waiting waiting)
    {
        _waiting.Add(waiting);
        if (MayRest && !_resting)
        {
            _resting = true;
            replica.World.Begin(RestAsync);
        }
        if (!MayRest)
            Work();
        else if (replica.Service.Twin == Twin.AcknowledgeWhatRests)
            waiting.Taken.Keep(DeliveryOutcome.Applied);
        return waiting.Taken;
    }

    private bool MayRest =>
        rest > TimeSpan.Zero && _waiting.Count < most && _waiting.All(waiting => waiting.MayRest);

    private async Task RestAsync()
    {
        await replica.World.Pause(replica, rest, "lets events rest");
        _resting = false;
        if (_waiting.Count > 0)
            Work();
    }

    private void Work()
    {
        if (_working == workers)
            return;
        _working++;
        replica.World.Begin(WorkAsync);
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
                foreach (var waiting in together)
                    waiting.Taken.Break(failure);
            }
        }
        _working--;
    }

    private List<Waiting> Next(List<Waiting> done)
    {
        foreach (var waiting in done)
            _inHand.Remove(waiting.Message.Matter);
        if (_resting && MayRest)
            return [];
        var together = _waiting
            .Where(waiting => !_inHand.Contains(waiting.Message.Matter))
            .Take(most)
            .ToList();
        foreach (var waiting in together)
        {
            _waiting.Remove(waiting);
            _inHand.Add(waiting.Message.Matter);
        }
        return Waiting.InOrder(together);
    }
}

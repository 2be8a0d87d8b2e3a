using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>Lanes.cs in the simulated process: events of one aggregate go one after the other within an instance.</summary>
internal sealed class Lanes
{
    private readonly Database _lanes = new();
    private readonly Dictionary<string, Transaction> _inside = new(StringComparer.Ordinal);

    public async Task EnterAsync(Replica replica, string aggregate)
    {
        var turn = _lanes.Begin();
        await turn.LockAsync(replica, aggregate);
        _inside[aggregate] = turn;
    }

    public void Leave(string aggregate)
    {
        _inside.Remove(aggregate, out var turn);
        turn?.Rollback();
    }
}

using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Differential;

/// <summary>
/// The same arrivals, in any order, twice, late, failing and driven again, to the real inbox on PostgreSQL and to the simulation's:
/// each answer and every row have to be the same.
/// </summary>
public sealed class InboxTests : IAsyncLifetime
{
    private Inboxes _inboxes = null!;

    public async ValueTask InitializeAsync() => _inboxes = await Inboxes.CreateAsync();

    public ValueTask DisposeAsync() => _inboxes.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_inbox_of_the_simulation_is_the_real_one(int seed)
    {
        var dice = new Dice((ulong)seed);
        var ids = new Dictionary<(Guid, int, bool), Guid>();
        var petitions = Enumerable.Range(0, 3).Select(_ => Inboxes.Id()).ToList();
        for (var act = 0; act < 70; act++)
        {
            var (petition, sequence) = (dice.OneOf(petitions), 1 + dice.Below(6));
            var die = dice.Below(100);
            // Now and then the same place comes under another id, as if somebody had said it twice.
            var key = (petition, sequence, dice.Chance(0.07));
            if (!ids.TryGetValue(key, out var id))
                ids[key] = id = Inboxes.Id();
            var message = new Message(id, Lives.Event(petition, sequence));
            if (die < 72)
                Same(act, await _inboxes.DeliverAsync(message));
            else if (die < 78)
                Inboxes.Toggle(_inboxes.Poison, petition, sequence);
            else if (die < 82)
                Inboxes.Toggle(_inboxes.PoisonOfNewest, petition, sequence);
            else if (die < 88)
                await _inboxes.RedriveAsync();
            else if (die >= 95)
                await ReleaseAsync();
            else if (sequence % 3 == 0)
                Same(act, (await TurnAsync(message), Turned(message)));
            if (act % 10 == 9)
                await _inboxes.SameRowsAsync();
        }
    }

    private static void Same(int act, (string Real, string Memory) outcome) =>
        Assert.Equal($"{act} {outcome.Real}", $"{act} {outcome.Memory}");

    // Committed, and the process dies before it has applied the held one behind it. Only where nobody cares for the type.
    private async Task<string> TurnAsync(Message message)
    {
        await using var connection = await _inboxes.Real.ConnectAsync();
        var arrival = Inboxes.ArrivalOf(message);
        var now = TimeProvider.System.GetUtcNow();
        var taken = await Turn.TakeAsync(connection, null, arrival, now, default);
        if (taken.Outcome == DeliveryOutcome.Late)
            await Turn.MarkLateAsync(connection, null, arrival, default);
        return taken.ToString();
    }

    private string Turned(Message message)
    {
        var (inbox, now) = (_inboxes.Memory.Service.Inbox, _inboxes.Memory.World.Now);
        return _inboxes.Memory.Service.Database.Run(tx =>
        {
            var taken = inbox.Take(tx, message, Lives.Queue, now);
            if (taken.Outcome == DeliveryOutcome.Late)
                inbox.MarkLate(tx, message, Lives.Queue);
            return taken.ToString();
        });
    }

    // What the clock does by itself: held events that were left behind, errors that were handled since.
    private async Task ReleaseAsync()
    {
        await using var connection = await _inboxes.Real.ConnectAsync();
        await _inboxes.Real.Make<ExpectationClock>().ReleaseLeftBehindAsync(connection, default);
        _inboxes.Memory.Do(() => _inboxes.Memory.Replica.DoAsync(Chore.LeftBehind));

        await ErrorStore.StrikeHandledAsync(connection, default);
        _inboxes.Memory.Service.Database.Run(tx =>
        {
            _inboxes.Memory.Service.Inbox.StrikeHandled(tx);
            return true;
        });
    }
}

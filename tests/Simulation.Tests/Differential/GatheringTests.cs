using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Differential;

/// <summary>
/// The same arrivals, many at once: they share commits, and where one of them cannot be handled, or the database goes away meanwhile, each is
/// taken alone. Which of them came together must not be seen in any answer or row.
/// </summary>
public sealed class GatheringTests : IAsyncLifetime
{
    private Inboxes _inboxes = null!;

    public async ValueTask InitializeAsync() => _inboxes = await Inboxes.CreateAsync();

    public ValueTask DisposeAsync() => _inboxes.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Those_that_come_together_fare_in_the_simulation_as_in_the_real_inbox(int seed)
    {
        var dice = new Dice((ulong)seed);
        var ids = new Dictionary<(Guid, int), Guid>();
        var petitions = Enumerable.Range(0, 12).Select(_ => Inboxes.Id()).ToList();
        for (var round = 0; round < 20; round++)
        {
            // Who comes again from the end of its lane finds others of its aggregate before it: this one is the only one of its own.
            var (stumbler, place) = (dice.OneOf(petitions), dice.Below(14));
            var messages = new List<Message>();
            while (messages.Count < 14)
            {
                var stumbles = messages.Count == place;
                var petition = stumbles ? stumbler : dice.OneOf(petitions);
                if (petition == stumbler && !stumbles)
                    continue;
                var sequence = 1 + dice.Below(5);
                // The same id again is a duplicate, among those that come together too.
                if (!ids.TryGetValue((petition, sequence), out var id))
                    ids[(petition, sequence)] = id = Inboxes.Id();
                messages.Add(new Message(id, Lives.Event(petition, sequence)));
                var die = dice.Below(100);
                if (stumbles)
                    _inboxes.Stumble(petition, sequence);
                else if (die < 6)
                    Inboxes.Toggle(_inboxes.Poison, petition, sequence);
                else if (die < 9)
                    Inboxes.Toggle(_inboxes.PoisonOfNewest, petition, sequence);
            }
            var (real, memory) = await _inboxes.DeliverAsync([.. messages]);
            Assert.Equal($"{round} {real}", $"{round} {memory}");
            if (round % 5 == 4)
                await _inboxes.RedriveAsync();
            await _inboxes.SameRowsAsync();
        }

        var shared = await _inboxes.Real.RowsAsync(
            "select xmin::text from inbox group by xmin::text having count(*) > 1"
        );
        Assert.NotEmpty(shared);
        Assert.InRange(_inboxes.Memory.Service.Shared, 1, int.MaxValue);
    }
}

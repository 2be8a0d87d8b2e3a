using HoanKiem.Contracts;
using HoanKiem.Messaging.Tests;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests;

/// <summary>What the simulation itself promises: who is dead does nothing, who waits costs nothing.</summary>
public sealed class SchedulingTests
{
    private readonly World _world = new(1, Weather.Calm with { Replicas = 2 });

    [Fact]
    public void A_lock_never_falls_to_a_process_that_is_dead()
    {
        var database = new Database();
        var (dying, living) = (Of("dying"), Of("living"));
        var got = new List<string>();
        Take(dying, "first", TimeSpan.Zero);
        Take(dying, "second", TimeSpan.FromMilliseconds(1));
        Take(living, "third", TimeSpan.FromMilliseconds(2));
        _world.Later(TimeSpan.FromSeconds(1), null, "kills", dying.Crash);

        _world.Run();

        Assert.Equal(["first", "third"], got);

        void Take(Process process, string who, TimeSpan after) =>
            _world.Start(
                process,
                who,
                after,
                async () =>
                {
                    var transaction = database.Begin();
                    process.AtCrash(transaction.Rollback);
                    await transaction.LockAsync(process, "row");
                    got.Add(who);
                    await _world.Pause(process, TimeSpan.FromMinutes(1), "works");
                    transaction.Commit();
                }
            );

        Process Of(string name) => new(_world, name, mayCrash: true);
    }

    [Fact]
    public void Who_is_refused_the_relay_waits_until_it_is_left()
    {
        var broker = new Broker(_world, Twin.None);
        var feedback = new Service(_world, broker, ResourceNames.Feedback, Twin.None);
        feedback.RelayHolder = feedback.First;
        feedback.Database.Run(tx =>
        {
            var said = new Message(_world.Dice.Id(_world.Now), Petitions.Accepted(Guid.Empty, 1));
            feedback.Outbox.Publish(tx, said);
            return true;
        });
        _world.Later(
            TimeSpan.FromHours(3),
            null,
            "goes on after a long stall",
            () =>
            {
                Assert.Single(feedback.Tables.Outbox.Committed);
                feedback.RelayHolder = null;
                feedback.Plan(Chore.Relay);
            }
        );

        _world.Run();

        Assert.Single(feedback.Tables.Published.Committed);
        Assert.InRange(_world.Steps, 1, 20);
    }
}

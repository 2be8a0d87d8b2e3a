using System.Collections.Concurrent;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HoanKiem.Messaging.Tests;

/// <summary>Events that nobody waits for rest until there are more of them to share a commit.</summary>
public sealed class RestTests
{
    private const int Most = 4;
    private static readonly TimeSpan Endless = TimeSpan.FromHours(1);
    private readonly ConcurrentQueue<IReadOnlyList<Waiting>> _commits = new();

    [Fact]
    public async Task What_may_rest_is_taken_along_by_what_hurries_and_before_it()
    {
        var gathering = Gather(Endless);
        var petition = Guid.NewGuid();
        var resting = new[] { Event(petition, 1), Event(petition, 2) };
        var taken = resting.Select(gathering.TakeAsync).ToList();
        Assert.Empty(_commits);

        var hurrying = Event(petition, 3, mayRest: false);
        await gathering.TakeAsync(hurrying);

        await Task.WhenAll(taken);
        Assert.Equal(resting.Append(hurrying), Assert.Single(_commits));
    }

    [Fact]
    public async Task What_is_enough_for_a_commit_rests_no_longer()
    {
        var gathering = Gather(Endless);
        var resting = Enumerable.Range(0, Most).Select(_ => Event(Guid.NewGuid(), 1)).ToList();

        await Task.WhenAll(resting.Select(gathering.TakeAsync));

        Assert.Equal(Most, Assert.Single(_commits).Count);
    }

    [Fact]
    public async Task What_stays_alone_is_taken_when_it_has_rested()
    {
        var rest = TimeSpan.FromMilliseconds(200);
        var clock = new TellingClock();
        var gathering = Gather(rest, clock);
        for (var i = 1; i <= 2; i++)
        {
            var resting = clock.NextTimerAsync();
            var taken = gathering.TakeAsync(Event(Guid.NewGuid(), 1));
            await resting;

            clock.Advance(rest - TimeSpan.FromMilliseconds(1));
            Assert.Equal(i - 1, _commits.Count);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await taken;
            Assert.Equal(i, _commits.Count);
        }
    }

    [Fact]
    public async Task What_comes_while_others_are_taken_rests_too_and_none_is_forgotten()
    {
        var gathering = Gather(TimeSpan.FromMilliseconds(1));
        var petitions = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 2_000),
            TestContext.Current.CancellationToken,
            async (i, ct) =>
                await gathering
                    .TakeAsync(Event(petitions[i % 10], i, mayRest: i % 3 > 0))
                    .WaitAsync(TimeSpan.FromSeconds(30), ct)
        );

        Assert.Equal(2_000, _commits.Sum(commit => commit.Count));
    }

    [Fact]
    public void In_a_hurry_is_what_somebody_handles_and_waits_for()
    {
        var messaging = HeardByReporting();
        Assert.True(messaging.Hurries(EventShape.Of(typeof(PetitionAccepted))));
        Assert.False(messaging.Hurries(EventShape.Of(typeof(PetitionReceived))));

        messaging.From(ResourceNames.Feedback).InNoHurry<PetitionReceived>();
        Assert.True(messaging.Hurries(EventShape.Of(typeof(PetitionAccepted))));
        messaging.From(ResourceNames.Feedback).InNoHurry<PetitionAccepted>();
        Assert.False(messaging.Hurries(EventShape.Of(typeof(PetitionAccepted))));

        messaging = HeardByReporting();
        messaging.From(ResourceNames.Feedback).InNoHurry();
        Assert.False(messaging.Hurries(EventShape.Of(typeof(PetitionAccepted))));

        static ServiceMessaging HeardByReporting()
        {
            var messaging = new ServiceMessaging(ResourceNames.Reporting, new ServiceCollection());
            messaging.From(ResourceNames.Feedback).Independent<PetitionAccepted, CountThenWrite>();
            return messaging;
        }
    }

    private Gathering Gather(TimeSpan rest, TimeProvider? clock = null) =>
        new(
            workers: 2,
            Most,
            rest,
            clock ?? TimeProvider.System,
            together =>
            {
                _commits.Enqueue(together);
                foreach (var waiting in together)
                    waiting.Done(DeliveryOutcome.Applied);
                return Task.CompletedTask;
            }
        );

    private static Waiting Event(Guid petition, long place, bool mayRest = true) =>
        new(
            Arrival.Of(
                Petitions.Accepted(petition, place),
                ResourceNames.Reporting,
                Guid.CreateVersion7(),
                null
            ),
            null,
            CancellationToken.None,
            mayRest
        );

    // A rest begins on a thread of its own: before that there is nothing to let pass.
    private sealed class TellingClock : FakeTimeProvider
    {
        private TaskCompletionSource _next = new();

        public Task NextTimerAsync() => (_next = new()).Task;

        public override ITimer CreateTimer(
            TimerCallback callback,
            object? state,
            TimeSpan dueTime,
            TimeSpan period
        )
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _next.TrySetResult();
            return timer;
        }
    }
}

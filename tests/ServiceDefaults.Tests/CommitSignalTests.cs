using HoanKiem.ServiceDefaults.Database;
using Microsoft.Extensions.Time.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Senders look when something was committed, and now and then of their own accord.</summary>
public sealed class CommitSignalTests
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task After_a_commit_everyone_who_listens_is_woken_when_others_had_time_to_join()
    {
        var signal = new CommitSignal(_time);
        var listeners = new[] { signal.Listen(), signal.Listen() };
        signal.TransactionCommitted(null!, null!);

        foreach (var listener in listeners)
            await ReturnsAfter(Together, listener);
        // What was heard once is not heard again.
        foreach (var listener in listeners)
            await ReturnsAfter(AtMost, listener);
    }

    [Fact]
    public Task While_nothing_is_committed_it_is_looked_now_and_then() =>
        ReturnsAfter(AtMost, new CommitSignal(_time).Listen());

    private async Task ReturnsAfter(TimeSpan expected, CommitListener listener)
    {
        var waiting = listener.WaitAsync(Together, AtMost, TestContext.Current.CancellationToken);
        _time.Advance(expected - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting;
    }
}

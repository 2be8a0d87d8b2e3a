using System.Diagnostics;

namespace HoanKiem.LocalRunner.Tests;

public sealed class StopTests
{
    [Theory]
    [InlineData("INT", "started migrations")]
    [InlineData("INT", "started first")]
    [InlineData("INT", "healthy first")]
    [InlineData("TERM", "started second")]
    [InlineData("HUP", "started player")]
    public async Task Ctrl_C_at_any_moment_ends_everything_in_fifteen_seconds(
        string signal,
        string moment
    )
    {
        using var host = SampleHost.Start("order");
        await host.Notes(moment);
        var since = Stopwatch.StartNew();
        host.Send(signal);
        await host.Ends(15);

        Assert.True(since.Elapsed.TotalSeconds < 15);
        Assert.NotEmpty(host.Children);
        Assert.DoesNotContain(host.Children, SampleHost.IsAlive);
        Assert.False(File.Exists(Path.Combine(host.State, "endpoints.json")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(150)]
    [InlineData(400)]
    public async Task Ctrl_C_before_anything_runs_ends_everything(int milliseconds)
    {
        using var host = SampleHost.Start("order");
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        host.Send("INT");
        await host.Ends(15);

        Assert.DoesNotContain(host.Children, SampleHost.IsAlive);
    }

    [Fact]
    public async Task A_killed_runner_leaves_no_process_and_the_next_one_starts()
    {
        using var host = SampleHost.Start("order");
        await host.Notes("started player");
        host.Send("KILL");
        await host.Ends();
        await host.Until(() => !host.Children.Any(SampleHost.IsAlive), "all children gone", 10);

        using var next = SampleHost.Start("order", host.State, "--until", "player");
        Assert.Equal(7, await next.Ends());
    }

    [Fact]
    public async Task Servers_for_tests_end_at_a_signal_while_the_one_who_asked_for_them_still_waits()
    {
        var connections = Path.Combine(Path.GetTempPath(), $"hoankiem-{Guid.CreateVersion7()}");
        using var host = SampleHost.Start("flaky", null, "--backing-only", connections);
        await host.Until(() => File.Exists(connections), "the servers are said", 15);
        host.Send("TERM");

        await host.Ends(15);
        File.Delete(connections);
    }

    [Fact]
    public async Task Servers_for_tests_end_when_the_one_who_asked_for_them_is_gone()
    {
        using var host = SampleHost.Start(
            "flaky",
            null,
            "--backing-only",
            Path.Combine(Path.GetTempPath(), $"hoankiem-{Guid.CreateVersion7()}")
        );
        host.Process.StandardInput.Close();

        Assert.Equal(0, await host.Ends(15));
        Assert.Empty(host.Journal);
    }
}

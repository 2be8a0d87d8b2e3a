using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace HoanKiem.LocalRunner.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Nobody_starts_before_what_it_waits_for_has_ended_or_is_healthy()
    {
        using var host = SampleHost.Start("order", null, "--until", "player");
        var code = await host.Ends();

        Assert.Equal(
            [
                "started migrations",
                "started first",
                "healthy first",
                "started second",
                $"healthy second http://127.0.0.1:{host.Port}",
                "started player",
            ],
            host.Journal
        );
        Assert.Equal(7, code);
        Assert.Contains("the last words of player", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_dies_is_started_again_after_growing_pauses()
    {
        using var host = SampleHost.Start("flaky");
        await host.Says("ended with 5; again in 2 s");

        Assert.Contains("again in 0.5 s", host.Output, StringComparison.Ordinal);
        Assert.Contains("again in 1 s", host.Output, StringComparison.Ordinal);
        Assert.True(host.Journal.Count(l => l == "started flaky") >= 3);
    }

    [Fact]
    public async Task A_service_that_crashes_at_start_is_reported_with_its_last_lines_and_nobody_waits_for_it_for_ever()
    {
        using var host = SampleHost.Start("crash", null, "--until", "player");
        var code = await host.Ends();

        Assert.NotEqual(0, code);
        Assert.Contains(
            "crashing failed: ended with 3, 5 times",
            host.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("the last words of crashing", host.Output, StringComparison.Ordinal);
        Assert.Contains(
            "player failed: waits for crashing, which failed",
            host.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("started player", host.Journal);
    }

    [Fact]
    public async Task A_taken_port_is_left_to_its_owner_and_the_resource_moves()
    {
        using var owner = new TcpListener(IPAddress.Loopback, 0);
        owner.Start();
        var taken = ((IPEndPoint)owner.LocalEndpoint).Port;
        using var host = SampleHost.Start("flaky", null, "--port", $"{taken}");
        await host.Notes("healthy flaky");

        await Moved(host, taken);
    }

    [Fact]
    public async Task A_port_that_another_runner_has_claimed_is_left_to_it_though_nobody_listens_yet()
    {
        var claims = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), $"hoankiem-ports-{Environment.UserName}")
        );
        int claimed;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            claimed = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        using var claim = new FileStream(
            Path.Combine(claims.FullName, $"{claimed}"),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None
        );
        using var host = SampleHost.Start("flaky", null, "--port", $"{claimed}");
        await host.Notes("healthy flaky");

        await Moved(host, claimed);
    }

    [Fact]
    public async Task Two_runners_do_not_share_a_folder()
    {
        using var host = SampleHost.Start("flaky");
        await host.Notes("started flaky");
        using var second = SampleHost.Start("flaky", host.State);

        Assert.Equal(1, await second.Ends());
        Assert.Contains("Another runner works in", second.Output, StringComparison.Ordinal);
    }

    private static async Task Moved(SampleHost host, int taken)
    {
        var json = await File.ReadAllTextAsync(
            Path.Combine(host.State, "endpoints.json"),
            TestContext.Current.CancellationToken
        );
        var moved = new Uri(
            JsonSerializer.Deserialize<Dictionary<string, string>>(json)!["flaky"]
        ).Port;
        Assert.NotEqual(taken, moved);
        Assert.Contains(
            $"flaky: port {taken} is taken, moved to {moved}",
            host.Output,
            StringComparison.Ordinal
        );
    }
}

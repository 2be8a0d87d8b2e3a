using System.Collections.Concurrent;
using System.Globalization;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Simulation.Tests.Office;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests;

/// <summary>Thousands of schedules, each with its own weather; what fails is named by its seed and comes again with it.</summary>
public sealed class ScheduleTests(ITestOutputHelper output)
{
    private static int Count =>
        int.Parse(
            Environment.GetEnvironmentVariable("HOANKIEM_SIMULATE") ?? "10000",
            CultureInfo.InvariantCulture
        );

    private static ulong First =>
        ulong.Parse(
            Environment.GetEnvironmentVariable("HOANKIEM_SIMULATE_FROM") ?? "1",
            CultureInfo.InvariantCulture
        );

    [Fact]
    public void Nothing_is_lost_or_done_twice_in_any_schedule()
    {
        var failed = new ConcurrentBag<(ulong Seed, Exception Failure)>();
        var steps = 0L;
        Parallel.For(
            0,
            Count,
            i =>
            {
                var schedule = new Schedule(First + (ulong)i);
                if (Try(schedule) is { } failure)
                    failed.Add((schedule.World.Seed, failure));
                Interlocked.Add(ref steps, schedule.World.Steps);
            }
        );
        foreach (var (seed, failure) in failed.OrderBy(f => f.Seed).Take(20))
            output.WriteLine($"seed {seed}: {failure.Message}");
        output.WriteLine($"{Count - failed.Count} passed, {failed.Count} failed, {steps:N0} steps");
        if (!failed.IsEmpty)
            Assert.Fail(Story(failed.MinBy(f => f.Seed).Seed));
    }

    [Fact]
    public void The_same_seed_plays_the_same_schedule_step_by_step()
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var (first, again) = (Played(seed), Played(seed));
            Assert.Equal(first.World.Trace, again.World.Trace);
            Assert.NotEqual(first.World.Trace, Played(seed + 1).World.Trace);
        }

        static Schedule Played(ulong seed)
        {
            var schedule = new Schedule(seed, traced: true);
            Try(schedule);
            return schedule;
        }
    }

    [Fact]
    public void A_month_of_two_wards_takes_seconds()
    {
        var weather = Weather.Of(new Dice(7)) with
        {
            Days = 31,
            Dossiers = 300,
            StormUntil = Weather.Calm.From.AddDays(45),
            From = Weather.Calm.From,
            Crash = 0.0005,
            Break = 0.002,
            Stall = 0.01,
            Double = 0.05,
            Drop = 0,
            Reorder = 0.3,
            Poison = 0,
            Replicas = 2,
            MostSteps = 10_000_000,
        };
        var month = new Schedule(7, weather: weather);
        var started = TimeProvider.System.GetTimestamp();

        month.Run();

        var took = TimeProvider.System.GetElapsedTime(started);
        output.WriteLine(
            $"{(month.World.Now - weather.From).TotalDays:N0} days, {month.World.Steps:N0} steps in {took.TotalSeconds:N1} s"
        );
        Assert.Equal(300, month.Dossiers.Dossiers.Committed.Count);
        Assert.True(month.World.Now - weather.From > TimeSpan.FromDays(31));
    }

    internal static Exception? Try(Schedule schedule)
    {
        try
        {
            schedule.Run();
            return null;
        }
        catch (BrokenException failure)
        {
            return failure;
        }
    }

    /// <summary>The last steps of a seed, run again.</summary>
    private static string Story(ulong seed)
    {
        var again = new Schedule(seed, traced: true);
        var failure = Try(again);
        return $"seed {seed}: {failure?.Message}\n{string.Join('\n', again.World.Trace.TakeLast(60))}";
    }
}

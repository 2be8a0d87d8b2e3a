namespace HoanKiem.Simulation.Tests.Scheduling;

/// <summary>How bad the world of a schedule is: each has a weather of its own, from a good day to a week of trouble.</summary>
internal sealed record Weather
{
    private static readonly DateTimeOffset FirstDay = new(2026, 1, 4, 17, 0, 0, TimeSpan.Zero);

    public DateTimeOffset From { get; init; } = FirstDay;

    /// <summary>From then on nothing fails any more.</summary>
    public DateTimeOffset StormUntil { get; init; } = FirstDay;

    /// <summary>How many days people bring dossiers.</summary>
    public int Days { get; init; } = 1;

    /// <summary>How many dossiers are brought.</summary>
    public int Dossiers { get; init; } = 1;

    /// <summary>A process dies at an await.</summary>
    public double Crash { get; init; }

    /// <summary>A round trip takes very long: a pause of the process, a slow disk.</summary>
    public double Stall { get; init; }

    /// <summary>How long a stall lasts at most.</summary>
    public TimeSpan LongestStall { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A connection breaks: before the database did what it was asked, or after.</summary>
    public double Break { get; init; }

    /// <summary>The broker delivers a message twice.</summary>
    public double Double { get; init; }

    /// <summary>The broker loses a message that it has confirmed.</summary>
    public double Drop { get; init; }

    /// <summary>The broker delivers another message than the oldest.</summary>
    public double Reorder { get; init; }

    /// <summary>How long a message may lie in a queue.</summary>
    public TimeSpan LongestLie { get; init; }

    /// <summary>What lies in the queues comes all at once, each time that this has passed again; one by one when it is zero.</summary>
    public TimeSpan Burst { get; init; }

    /// <summary>MessagingOptions.Prefetch: how many messages of a queue are in hand at most.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>MessagingOptions.Concurrency: how many transactions of an instance handle events at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>MessagingOptions.Together: how many events that come together may share a transaction.</summary>
    public int Together { get; init; } = 32;

    /// <summary>MessagingOptions.Rest: how long an event that nobody waits for may wait for others; not at all when it is zero.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>How many instances a service has.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>A subscriber cannot handle an event.</summary>
    public double Poison { get; init; }

    /// <summary>A schedule that takes more awaits than this never comes to rest.</summary>
    public long MostSteps { get; init; } = 100_000;

    /// <summary>Nothing goes wrong and everything takes a millisecond.</summary>
    public static Weather Calm { get; } = new();

    public static Weather Of(Dice dice)
    {
        var from = FirstDay.AddDays(dice.Below(330));
        var days = 2 + dice.Below(12);
        // Either each lies for a time of its own, or all that lie come together.
        var (lie, burst) = dice.OneOf<(TimeSpan, TimeSpan)>([
            (TimeSpan.FromMilliseconds(20), default),
            (TimeSpan.FromSeconds(20), default),
            (TimeSpan.FromMinutes(20), default),
            (TimeSpan.FromHours(20), default),
            (TimeSpan.FromMilliseconds(20), TimeSpan.FromMinutes(10)),
            (TimeSpan.FromSeconds(20), TimeSpan.FromHours(2)),
            (TimeSpan.FromMinutes(20), TimeSpan.FromHours(8)),
        ]);
        double Some(double most) => dice.Chance(0.5) ? dice.Share() * most : 0;
        return new Weather
        {
            From = from,
            Days = days,
            Dossiers = 2 + dice.Below(5),
            StormUntil = from.AddDays(days + dice.Below(20)),
            Crash = Some(0.004),
            Stall = Some(0.03),
            LongestStall = dice.OneOf([
                TimeSpan.FromSeconds(2),
                TimeSpan.FromMinutes(2),
                TimeSpan.FromHours(3),
            ]),
            Break = Some(0.01),
            Double = Some(0.1),
            Drop = Some(0.01),
            Reorder = Some(0.5),
            LongestLie = lie,
            Burst = burst,
            Replicas = 1 + dice.Below(2),
            Poison = dice.Chance(0.3) ? 0.02 : 0,
            Prefetch = dice.OneOf([4, 64]),
            Concurrency = dice.OneOf([1, 1, 2]),
            Rest = dice.OneOf([TimeSpan.Zero, TimeSpan.FromMilliseconds(200)]),
        };
    }

    public TimeSpan RoundTrip(World world) =>
        world.Strikes(Stall)
            ? LongestStall * world.Dice.Share()
            : TimeSpan.FromTicks(5_000 + world.Dice.Below(20_000));

    public TimeSpan Lie(World world)
    {
        var lies =
            world.Stormy && world.Dice.Chance(0.5)
                ? LongestLie * world.Dice.Share()
                : TimeSpan.FromTicks(10_000 + world.Dice.Below(50_000));
        if (!world.Stormy || Burst == TimeSpan.Zero)
            return lies;
        var arrives = (world.Now + lies).UtcTicks;
        return lies + TimeSpan.FromTicks((Burst.Ticks - arrives % Burst.Ticks) % Burst.Ticks);
    }

    public TimeSpan Restart(World world) =>
        world.Dice.Chance(0.1)
            ? TimeSpan.FromHours(1) * world.Dice.Share()
            : TimeSpan.FromSeconds(1 + world.Dice.Below(10));
}

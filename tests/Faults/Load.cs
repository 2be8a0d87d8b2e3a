using HoanKiem.Contracts;
using HoanKiem.Demonstration;

namespace HoanKiem.Faults;

/// <summary>
/// People who come, whatever the machines do: arrivals of a Poisson process, so that a service that stands still is not spared.
/// Twice the nominal rate; nominal is what all communes of Hanoi together had in 2025, 0.3 dossiers a second.
/// </summary>
internal sealed class Load(
    Client client,
    Ledger ledger,
    Procedures procedures,
    string run,
    Random random,
    double rate
)
{
    public const double NominalRate = 0.3;

    private static readonly string[] Wards =
    [
        "hoan-kiem",
        "cua-nam",
        "ba-dinh",
        "hong-ha",
        "van-mieu-qtg",
    ];
    private static readonly DateTimeOffset Monday = new(
        2026,
        11,
        23,
        8,
        0,
        0,
        TimeSpan.FromHours(7)
    );
    private readonly List<Task> _lives = [];
    private int _last;

    /// <summary>Asks for what the plan needs to know before anything breaks.</summary>
    public async Task Prepare()
    {
        foreach (var procedure in new[] { "2.000815", "1.004873" })
            _ = await procedures.RequiredPapers(Plan(procedure, Delivery.Counter, Fate.Ordinary));
        _ = await procedures.PageFee(Plan("2.000815", Delivery.Counter, Fate.Ordinary));
    }

    public Task<IReadOnlyList<string>> PapersOfCopies() =>
        procedures.RequiredPapers(Plan("2.000815", Delivery.Counter, Fate.Ordinary));

    /// <summary>People come until the token says that the office closes.</summary>
    public async Task Arrive(CancellationToken closed)
    {
        while (!closed.IsCancellationRequested)
        {
            var wait = TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / rate);
            await Task.Delay(wait, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (closed.IsCancellationRequested)
                return;
            var plan = Next();
            _lives.Add(
                Task.Run(
                    () => new Life(plan, $"{run}-{plan.Number}", client, ledger, procedures).Live(),
                    CancellationToken.None
                )
            );
        }
    }

    /// <summary>Reads that tell how quick the services are, five a second.</summary>
    public async Task Look(CancellationToken closed)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var turn = 0; !closed.IsCancellationRequested; turn++)
        {
            await Task.Delay(200, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var plan = Plan("1.004873", Delivery.Counter, Fate.Ordinary);
            _ =
                turn % 2 == 0
                    ? client.Once(
                        plan.Clerk,
                        HttpMethod.Get,
                        ResourceNames.Dossiers,
                        "/v1/dossiers?limit=20"
                    )
                    : client.Once(
                        plan.Specialist,
                        HttpMethod.Get,
                        ResourceNames.Routing,
                        "/v1/tasks?agency=hoan-kiem&limit=20"
                    );
        }
    }

    /// <summary>Everyone goes home with an answer; false when somebody still waits.</summary>
    public async Task<bool> Settle(TimeSpan limit)
    {
        var all = Task.WhenAll(_lives);
        if (await Task.WhenAny(all, Task.Delay(limit)) != all)
            return false;
        await all;
        _lives.Clear();
        return true;
    }

    private Planned Next()
    {
        var kind = random.Next(100);
        var delivery = random.Next(100) switch
        {
            < 60 => Delivery.Counter,
            < 75 => Delivery.Online,
            _ => Delivery.Post,
        };
        return kind switch
        {
            < 45 => Plan("2.000815", Delivery.Counter, Fate.Ordinary),
            < 82 => Plan("1.004873", delivery, Fate.Ordinary),
            < 90 => Plan("1.004873", delivery, Fate.Supplement),
            < 95 => Plan("1.004873", Delivery.Counter, Fate.Withdrawn),
            _ => Plan("1.004873", Delivery.Counter, Fate.RefusedAtReception),
        };
    }

    private Planned Plan(string procedure, Delivery delivery, Fate fate)
    {
        var number = Interlocked.Increment(ref _last);
        var ward = Wards[number % Wards.Length];
        return new Planned(number, procedure, Channel.Counter, delivery, ward, ward, Monday, fate);
    }
}

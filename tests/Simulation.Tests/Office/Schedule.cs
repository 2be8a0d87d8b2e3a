using HoanKiem.Contracts;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>One schedule: two wards, some days, a weather, and at the end everything at rest.</summary>
internal sealed class Schedule
{
    private readonly Twin _twin;

    public Schedule(
        ulong seed,
        Twin twin = Twin.None,
        (Phase, Fact)? leftOut = null,
        Weather? weather = null,
        bool traced = false
    )
    {
        _twin = twin;
        World = new World(seed, weather, traced);
        Broker = new Broker(World, twin);
        Caller = new Caller(World, twin);
        var (dossiers, routing, postal, reporting) = (
            Of(ResourceNames.Dossiers),
            Of(ResourceNames.Routing),
            Of(ResourceNames.Postal),
            Of(ResourceNames.Reporting)
        );
        Services = [dossiers, routing, postal, reporting];
        Dossiers = new DossiersOffice(dossiers);
        _ = new DossiersEars(Dossiers, leftOut);
        Routing = new RoutingOffice(routing);
        Postal = new PostalOffice(postal);
        Reporting = new ReportingOffice(reporting);
        foreach (var service in Services)
        {
            foreach (var producer in Subscriptions.For(service.Name))
                if (Services.Any(s => s.Name == producer))
                    Broker.Subscribe(service, producer);
            service.Ask = (producer, aggregate) =>
                AskAgain(ServiceOf(producer), service, aggregate);
        }
    }

    public World World { get; }

    public Broker Broker { get; }

    public Caller Caller { get; }

    public IReadOnlyList<Service> Services { get; }

    public DossiersOffice Dossiers { get; }

    public RoutingOffice Routing { get; }

    public PostalOffice Postal { get; }

    public ReportingOffice Reporting { get; }

    /// <summary>Dossiers that people wanted to hand in, by request code.</summary>
    public List<string> Wanted { get; } = [];

    /// <summary>Numbers that people at the counter were told, with their dossiers.</summary>
    public List<(Guid Id, string Number)> Told { get; } = [];

    /// <summary>Runs it to rest and checks what has to hold.</summary>
    public void Run()
    {
        for (var i = 0; i < World.Weather.Dossiers; i++)
        {
            var code = $"{World.Seed}-{i}";
            Wanted.Add(code);
            var life = new Life(this, code);
            var from = TimeSpan.FromDays(World.Weather.Days) * World.Dice.Share();
            World.Start(null, $"brings {code}", from, life.LiveAsync);
        }
        if (World.Dice.Chance(0.3))
            World.Start(
                null,
                "a calendar is published",
                TimeSpan.FromDays(World.Weather.Days) * World.Dice.Share(),
                () =>
                    Caller.CallAsync(
                        Dossiers.Service,
                        "publishes a calendar",
                        async session =>
                        {
                            await Dossiers.PublishCalendarAsync(session);
                            return new Answer(null);
                        }
                    )
            );
        for (var visits = World.Weather.Poison > 0 ? World.Dice.Below(8) : 0; visits > 0; visits--)
            World.Start(
                null,
                "an operator comes",
                (World.Weather.StormUntil - World.Now) * World.Dice.Share(),
                MendAsync
            );
        Rest();
        Invariants.Messaging(this);

        // What the broker has lost nobody can miss when nothing comes after it: the operator has everything sent again.
        World.CalmDown();
        if (World.Weather.Drop > 0 || Services.Any(s => s.Poisoned.Count > 0))
        {
            foreach (var service in Services)
            {
                service.Cured = true;
                service.Database.Run(tx =>
                {
                    service.Outbox.Order(tx, null, null, World.Now);
                    return true;
                });
            }
            Rest();
            foreach (var service in Services)
                World.Start(null, "redrives", TimeSpan.Zero, () => service.First.RedriveAsync());
            Rest();
        }
        Invariants.All(this);
    }

    // At rest is when the agenda is empty: nobody sleeps, no message is on its way, and no chore of any service knows when it would have
    // something to do. What never comes to rest breaks another promise as a rule, and that one is named with what was still going on.
    private void Rest()
    {
        try
        {
            World.Run();
        }
        catch (BrokenException restless) when (restless.Invariant == World.NoRest)
        {
            try
            {
                Invariants.Messaging(this);
            }
            catch (BrokenException broken)
            {
                throw new BrokenException(
                    broken.Invariant,
                    $"{broken.Detail}; without rest: {restless.Detail}"
                );
            }
            throw;
        }
    }

    // Some of what could not be handled can be now; it is sent again, or the list is driven again, whatever happens to the process that
    // does it.
    private Task MendAsync()
    {
        var service = World.Dice.OneOf(Services);
        var again = World.Dice.Chance(0.5);
        foreach (var poison in service.Poisoned.Values)
            if (!poison.Cured && World.Dice.Chance(0.5))
            {
                poison.Cured = true;
                if (again)
                    AskAgain(ServiceOf(poison.Message.Producer), service, poison.Message.Aggregate);
            }
        if (!again && service.Anyone() is { } replica)
            World.Start(replica, "redrives", TimeSpan.Zero, RedriveAsync);
        return Task.CompletedTask;

        async Task RedriveAsync()
        {
            try
            {
                await replica.RedriveAsync();
            }
            catch (AwayException) { } // 503
        }
    }

    private Service ServiceOf(string name) => Services.Single(service => service.Name == name);

    private Service Of(string name) => new(World, Broker, name, _twin);

    // The question goes through the producer's queue and is acknowledged when the order is written: it may get lost, or be taken twice.
    private void AskAgain(Service producer, Service consumer, string aggregate)
    {
        if (World.Strikes(World.Weather.Drop))
            return;
        for (var times = World.Strikes(World.Weather.Double) ? 2 : 1; times > 0; times--)
            World.Later(
                TimeSpan.FromSeconds(times),
                null,
                $"{producer.Name} is asked",
                () =>
                    producer.Database.Run(tx =>
                    {
                        var queue = OutboxStatements.QueueOf(consumer.Name, producer.Name);
                        producer.Outbox.Order(tx, aggregate, queue, World.Now);
                        return true;
                    })
            );
    }
}

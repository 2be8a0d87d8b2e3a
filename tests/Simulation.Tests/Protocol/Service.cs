using HoanKiem.Messaging;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>One handler of a service and the order that it needs.</summary>
internal sealed record Handler(
    Type Event,
    Ordering Ordering,
    string Name,
    bool ReadsByKey,
    Func<Session, object, Task> Handle
);

/// <summary>What a handler has done with an event: its effect, in the commit of all its others.</summary>
internal sealed record Effect(string Handler, Message Message);

/// <summary>A handler fails on an event, each time until it is cured.</summary>
internal sealed record Poison(Handler Handler, Message Message)
{
    public bool Cured { get; set; }
}

/// <summary>A service: one database, some instances, a list of handlers and deadlines.</summary>
internal sealed class Service
{
    private readonly Dictionary<Type, List<Handler>> _handlers = [];
    private readonly Dictionary<Chore, DateTimeOffset> _woken = [];
    private readonly HashSet<(string, Guid)> _met = [];
    private readonly HashSet<string> _unhurried = new(StringComparer.Ordinal);
    private readonly HashSet<Type> _unhurriedEvents = [];
    private readonly List<Replica> _replicas;

    public Service(World world, Broker broker, string name, Twin twin)
    {
        (World, Broker, Name, Twin) = (world, broker, name, twin);
        Inbox = new InboxStatements(Tables, twin);
        Outbox = new OutboxStatements(Tables);
        Clock = new ClockStatements(Tables);
        _replicas =
        [
            .. Enumerable
                .Range(1, world.Weather.Replicas)
                .Select(n => new Replica(this, $"{name}-{n}")),
        ];
        Database.Committed = Woken;
    }

    public World World { get; }

    public Broker Broker { get; }

    public string Name { get; }

    public Twin Twin { get; }

    public Database Database { get; } = new();

    public Tables Tables { get; } = new();

    public Table<long, Effect> Effects { get; } = new("effect");

    public InboxStatements Inbox { get; }

    public OutboxStatements Outbox { get; }

    public ClockStatements Clock { get; }

    /// <summary>How many commits were shared by several events.</summary>
    public int Shared { get; set; }

    /// <summary>Who holds the relay's lock.</summary>
    public Replica? RelayHolder { get; set; }

    /// <summary>What could not be handled, until it was cured.</summary>
    public Dictionary<(string Handler, Guid Event), Poison> Poisoned { get; } = [];

    /// <summary>Nothing is poisoned any more.</summary>
    public bool Cured { get; set; }

    /// <summary>Whether a handler fails on an event, each time until it is cured.</summary>
    public bool Poisons(Handler handler, Message message)
    {
        var key = (handler.Name, message.Id);
        if (Cured || World.Weather.Poison == 0)
            return false;
        if (_met.Add(key) && World.Strikes(World.Weather.Poison))
            Poisoned.Add(key, new(handler, message));
        return Poisoned.TryGetValue(key, out var poison) && !poison.Cured;
    }

    /// <summary>What happens when a deadline of a kind has passed.</summary>
    public Dictionary<string, Func<Session, string, DateTimeOffset, Task>> Deadlines { get; } = [];

    public IEnumerable<Handler> Handlers => _handlers.Values.SelectMany(handlers => handlers);

    /// <summary>Declares a handler; one that reads by key does not have what is before it in a commit saved (IReadByKey).</summary>
    public void On<TEvent>(
        Ordering ordering,
        string name,
        Func<Session, TEvent, Task> handle,
        bool readsByKey = false
    )
        where TEvent : class
    {
        if (!_handlers.TryGetValue(typeof(TEvent), out var handlers))
            _handlers[typeof(TEvent)] = handlers = [];
        if (Twin == Twin.HandlersIgnoreOrder && ordering == Ordering.Ordered)
            ordering = Ordering.Independent;
        handlers.Add(
            new Handler(
                typeof(TEvent),
                ordering,
                name,
                readsByKey,
                (session, e) => handle(session, (TEvent)e)
            )
        );
    }

    /// <summary>InNoHurry: nobody waits for what comes of what these say.</summary>
    public void InNoHurry(params IEnumerable<string> producers) => _unhurried.UnionWith(producers);

    /// <summary>InNoHurry of one event.</summary>
    public void InNoHurry<TEvent>()
        where TEvent : class => _unhurriedEvents.Add(typeof(TEvent));

    /// <summary>ServiceMessaging.Hurries.</summary>
    public bool Hurries(Message message) =>
        HandlersOf(message.Event.GetType()).Count > 0
        && !_unhurried.Contains(message.Producer)
        && !_unhurriedEvents.Contains(message.Event.GetType());

    public IReadOnlyList<Handler> HandlersOf(Type type) =>
        _handlers.TryGetValue(type, out var handlers) ? handlers : [];

    /// <summary>Nothing wakes by itself: a test drives it.</summary>
    public bool ByHand { get; set; }

    /// <summary>A producer is asked to send an aggregate again; it writes the order down.</summary>
    public Action<string, string> Ask { get; set; } = (_, _) => { };

    /// <summary>An instance that is there, if any.</summary>
    public Replica? Anyone()
    {
        var start = World.Dice.Below(_replicas.Count);
        for (var i = 0; i < _replicas.Count; i++)
            if (_replicas[(start + i) % _replicas.Count] is { Alive: true } replica)
                return replica;
        return null;
    }

    /// <summary>An instance, for a test that drives it by hand.</summary>
    public Replica First => _replicas[0];

    /// <summary>Lets one instance do a chore when its time comes. Nobody there is no harm: whoever starts does all chores.</summary>
    public void Wake(Chore chore, DateTimeOffset at)
    {
        if (ByHand)
            return;
        if (at < World.Now)
            at = World.Now;
        if (_woken.TryGetValue(chore, out var known) && known <= at)
            return;
        _woken[chore] = at;
        World.Later(
            at - World.Now + TimeSpan.FromTicks(10_000 + World.Dice.Below(2_000_000)),
            null,
            World.Traced ? $"{Name} wakes for {chore}" : "wakes",
            () =>
            {
                if (_woken.GetValueOrDefault(chore) != at)
                    return; // an earlier moment has come up since
                _woken.Remove(chore);
                if (Anyone() is { } replica)
                    World.Begin(() => replica.DoAsync(chore));
            }
        );
    }

    /// <summary>When a chore has something to do next; the real clocks look a few times a second instead.</summary>
    public void Plan(Chore chore)
    {
        if (NextOf(chore) is { } at)
            Wake(chore, at);
    }

    private DateTimeOffset? NextOf(Chore chore)
    {
        var now = World.Now;
        switch (chore)
        {
            case Chore.Relay:
                return Tables.Outbox.Committed.Count > 0 || Outbox.NextOrder() is not null
                    ? now
                    : null;
            case Chore.Deadlines:
                return Tables.Deadline.Committed.Values.Min(row =>
                    row.RetryAt > row.DueAt ? row.RetryAt : row.DueAt
                );
            case Chore.Expectations:
                var missed = Tables
                    .Expectation.Committed.Values.Where(row =>
                        row is { MissedAt: null, MetAt: null }
                    )
                    .Min(row => (DateTimeOffset?)row.DueAt);
                var forgotten =
                    Tables.Answer.Committed.Values.Min(row => (DateTimeOffset?)row.MetAt)
                    + TimeSpan.FromMinutes(11);
                if (
                    Tables.Deadline.Committed.Values.Any(row => row.DueAt is null)
                    || (Tables.Error.Committed.Count > 0 && HandledErrors())
                )
                    return now + TimeSpan.FromSeconds(1);
                return missed is null || forgotten < missed ? forgotten : missed;
            case Chore.LeftBehind:
                return Tables.Held.Committed.Any(row =>
                    row.Value.FailedAt is null
                    && Tables.Cursor.Committed.TryGetValue(
                        (row.Key.Producer, row.Key.Aggregate),
                        out var cursor
                    )
                    && row.Key.Sequence <= cursor.Sequence + 1
                )
                    ? now + TimeSpan.FromSeconds(1)
                    : null;
            default:
                return Outbox
                    .OpenGaps()
                    .Min(gap =>
                        (DateTimeOffset?)(
                            gap.Value.AskedAt + Replica.AskAgainAfter
                            ?? gap.Value.HeldAt + Replica.AskAfter
                        )
                    );
        }
    }

    private bool HandledErrors() => Inbox.HandledErrors(Database.Begin()).Any();

    private void Woken(IEnumerable<object> tables)
    {
        foreach (var table in tables)
            if (table == Tables.Outbox || table == Tables.Republish)
                Plan(Chore.Relay);
            else if (table == Tables.Deadline)
            {
                Plan(Chore.Deadlines);
                Plan(Chore.Expectations);
            }
            else if (table == Tables.Expectation)
                Plan(Chore.Expectations);
            else if (table == Tables.Answer)
                Wake(Chore.Expectations, World.Now);
            else if (table == Tables.Held || table == Tables.Error)
            {
                Plan(Chore.LeftBehind);
                Plan(Chore.Gaps);
                Plan(Chore.Expectations);
            }
            else if (table == Tables.Inbox && Tables.Error.Committed.Count > 0)
                Plan(Chore.Expectations);
    }
}

/// <summary>What instances do by themselves.</summary>
internal enum Chore
{
    Relay,
    Deadlines,
    Expectations,
    LeftBehind,
    Gaps,
}

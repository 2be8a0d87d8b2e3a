using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Simulators.Carrier;

/// <summary>What can happen to an item.</summary>
internal enum Step
{
    Registered,
    PickedUp,
    InTransit,
    OutForDelivery,
    Attempted,
    Delivered,
    CashCollected,
    Returning,
    Returned,
    Lost,
    Cancelled,
    Collecting,
    Collected,
}

/// <summary>One thing that happens to an item at a moment of business time.</summary>
internal sealed record Happening(
    string EventId,
    Step Step,
    DateTimeOffset At,
    string? Reason,
    long? Cash
);

/// <summary>A callback to be sent at a moment of business time.</summary>
internal sealed record Call(
    Item Item,
    Happening Happening,
    string WebhookId,
    DateTimeOffset SendAt
);

/// <summary>An item that was ordered.</summary>
internal sealed record Item(
    string Carrier,
    string Waybill,
    string OrderNumber,
    bool Collection,
    Behaviour Behaviour,
    IReadOnlyList<Happening> Script
)
{
    /// <summary>When the order was taken back, business time.</summary>
    public DateTimeOffset? CancelledAt { get; set; }
}

/// <summary>The items that the carrier has, what will happen to them and what is still to be told.</summary>
internal sealed class Depot(Settings settings, BusinessClock clock)
{
    private readonly ConcurrentDictionary<(string Carrier, string Waybill), Item> _items = [];
    private readonly Lock _gate = new();
    private readonly List<Call> _calls = [];
    private long _sent;

    /// <summary>All items.</summary>
    public ICollection<Item> Items => _items.Values;

    /// <summary>Callbacks that were answered with 2xx.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Callbacks that wait for their moment.</summary>
    public IReadOnlyList<Call> Waiting
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>Takes an order; false when there is one for the item number already.</summary>
    public bool Take(string carrier, string waybill, string orderNumber, bool collection, long cash)
    {
        lock (_gate)
        {
            if (_items.ContainsKey((carrier, waybill)))
                return false;

            var dice = Dice(waybill);
            var behaviour = BehaviourOf(waybill, orderNumber, collection, dice);
            var script = collection
                ? Collections(behaviour, dice)
                : Deliveries(behaviour, dice, cash);
            var item = new Item(
                carrier,
                waybill,
                orderNumber,
                collection,
                behaviour,
                Timed(waybill, script)
            );
            _items[(carrier, waybill)] = item;
            _calls.AddRange(Calls(item, dice));
            return true;
        }
    }

    /// <summary>Takes an order back unless the item is on its way; false when it is too late or unknown.</summary>
    public bool Cancel(string carrier, string waybill)
    {
        lock (_gate)
        {
            if (!_items.TryGetValue((carrier, waybill), out var item))
                return false;
            var now = clock.GetUtcNow();
            if (item.Script.Any(h => h.At <= now && h.Step is not Step.Registered))
                return false;

            item.CancelledAt = now;
            _calls.RemoveAll(call => call.Item == item);
            return true;
        }
    }

    /// <summary>What has happened to an item so far.</summary>
    public IReadOnlyList<Happening>? Track(string carrier, string waybill) =>
        _items.TryGetValue((carrier, waybill), out var item)
            ? [.. item.Script.Where(h => h.At <= (item.CancelledAt ?? clock.GetUtcNow()))]
            : null;

    /// <summary>Takes the callbacks whose moment has come.</summary>
    public IReadOnlyList<Call> Due()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var due = _calls
                .Where(call => call.SendAt <= now)
                .OrderBy(call => call.SendAt)
                .ToList();
            _calls.RemoveAll(due.Contains);
            return due;
        }
    }

    /// <summary>A callback was answered.</summary>
    public void Answered() => Interlocked.Increment(ref _sent);

    private Random Dice(string waybill) =>
        new(
            BitConverter.ToInt32(
                SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.Seed}|{waybill}"))
            )
        );

    private Behaviour BehaviourOf(string waybill, string orderNumber, bool collection, Random dice)
    {
        if (
            settings.Behaviours.TryGetValue(waybill, out var told)
            || settings.Behaviours.TryGetValue(orderNumber, out told)
        )
            return told;
        if (!collection && settings.Next.TryDequeue(out var next))
            return next;
        return dice.Next(10) switch
        {
            < 6 => Behaviour.Deliver,
            < 8 => Behaviour.Twice,
            _ => Behaviour.Shuffled,
        };
    }

    // Hours after the order, business time.
    private static List<(double Hours, Step Step, string? Reason, long? Cash)> Deliveries(
        Behaviour behaviour,
        Random dice,
        long cash
    )
    {
        List<(double, Step, string?, long?)> script =
        [
            (2, Step.PickedUp, null, null),
            (6, Step.InTransit, null, null),
        ];
        if (behaviour is Behaviour.Lose)
            return [.. script, (96, Step.Lost, "lost", null)];

        script.Add((22, Step.OutForDelivery, null, null));
        if (behaviour is Behaviour.Return)
            return
            [
                .. script,
                (25, Step.Attempted, "no-one-home", null),
                (49, Step.Attempted, "no-one-home", null),
                (52, Step.Returning, "no-one-home", null),
                (75, Step.Returned, "no-one-home", null),
            ];

        var arrives = 25d;
        if (dice.Next(4) == 0)
        {
            script.Add((25, Step.Attempted, "no-one-home", null));
            script.Add((46, Step.OutForDelivery, null, null));
            arrives = 49;
        }

        script.Add((arrives, Step.Delivered, null, null));
        if (cash > 0)
            script.Add((arrives + 0.1, Step.CashCollected, null, cash));
        return script;
    }

    private static List<(double Hours, Step Step, string? Reason, long? Cash)> Collections(
        Behaviour behaviour,
        Random dice
    )
    {
        List<(double, Step, string?, long?)> script =
        [
            (0.2, Step.Registered, null, null),
            (1, Step.Collecting, null, null),
        ];
        return behaviour switch
        {
            Behaviour.Return => [.. script, (3, Step.Cancelled, "no-one-home", null)],
            Behaviour.Lose => [.. script, (48, Step.Lost, "lost", null)],
            _ => [.. script, (2.5 + dice.NextDouble(), Step.Collected, null, null)],
        };
    }

    private List<Happening> Timed(
        string waybill,
        List<(double Hours, Step Step, string? Reason, long? Cash)> script
    )
    {
        var start = clock.GetUtcNow();
        return
        [
            .. script.Select(
                (s, i) =>
                    new Happening(
                        $"{waybill}-{i}",
                        s.Step,
                        start.AddHours(s.Hours / settings.Speed),
                        s.Reason,
                        s.Cash
                    )
            ),
        ];
    }

    private static IEnumerable<Call> Calls(Item item, Random dice)
    {
        var script = item.Script.ToArray();
        var last = script[^1].At;
        if (item.Behaviour is Behaviour.Silent)
            return [];
        if (item.Behaviour is Behaviour.Shuffled)
        {
            dice.Shuffle(script);
            return script.Select((h, i) => new Call(item, h, Id(h, 0), last.AddMilliseconds(i)));
        }

        return item.Behaviour is Behaviour.Twice
            ? script.SelectMany(h =>
                new[]
                {
                    new Call(item, h, Id(h, 0), h.At),
                    new Call(item, h, Id(h, 0), h.At.AddMilliseconds(1)),
                    new Call(item, h, Id(h, 1), h.At.AddMilliseconds(2)),
                }
            )
            : script.Select(h => new Call(item, h, Id(h, 0), h.At));
    }

    private static string Id(Happening happening, int again) => $"msg_{happening.EventId}_{again}";
}

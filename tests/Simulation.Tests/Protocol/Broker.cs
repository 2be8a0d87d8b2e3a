using HoanKiem.Contracts;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>RabbitMQ as we use it: at least once, in no order that a consumer may lean on, and now and then not there.</summary>
internal sealed class Broker(World world, Twin twin)
{
    private readonly Dictionary<string, Subscription> _queues = [];
    private readonly List<string> _acknowledged = [];

    /// <summary>Messages that are on their way, wait or are in hand.</summary>
    public int Waiting =>
        _queues.Values.Sum(queue => queue.Coming + queue.Ready.Count + queue.InHand);

    /// <summary>What was acknowledged although it was neither handled nor listed.</summary>
    public IReadOnlyList<string> AcknowledgedTooEarly => _acknowledged;

    /// <summary>Messages of a queue, oldest first.</summary>
    public IReadOnlyList<Message> MessagesOf(string queue) => _queues[queue].Ready;

    /// <summary>A service listens to a producer; without it nothing is delivered by itself.</summary>
    public void Subscribe(Service consumer, string producer, bool listens = true) =>
        _queues.Add(
            Subscriptions.Queue(consumer.Name, producer),
            new Subscription(consumer, producer, listens)
        );

    /// <summary>Takes a message into all queues of the producer's subscribers, or into one.</summary>
    public void Publish(Message message, string? queue = null)
    {
        foreach (var (name, subscription) in _queues)
        {
            if (queue is null ? subscription.Producer != message.Producer : name != queue)
                continue;
            if (world.Strikes(world.Weather.Drop))
            {
                world.Note("a message is lost");
                continue;
            }
            Enqueue(subscription, message);
            if (world.Strikes(world.Weather.Double))
                Enqueue(subscription, message);
        }
    }

    /// <summary>A service is there again.</summary>
    public void Pump(Service consumer)
    {
        foreach (var queue in _queues.Values)
            if (queue.Consumer == consumer)
                Deliver(queue);
    }

    private void Enqueue(Subscription queue, Message message)
    {
        if (!queue.Listens)
        {
            queue.Ready.Add(message);
            return;
        }
        queue.Coming++;
        world.Later(
            world.Weather.Lie(world),
            null,
            "arrives",
            () =>
            {
                queue.Coming--;
                queue.Ready.Add(message);
                Deliver(queue);
            }
        );
    }

    // As many as may be in hand, each to any instance that is there.
    private void Deliver(Subscription queue)
    {
        while (
            queue.Ready.Count > 0
            && queue.InHand < world.Weather.Prefetch
            && queue.Consumer.Anyone() is { } replica
        )
        {
            var at = world.Strikes(world.Weather.Reorder) ? world.Dice.Below(queue.Ready.Count) : 0;
            var message = queue.Ready[at];
            queue.Ready.RemoveAt(at);
            Hand(queue, message, replica);
        }
    }

    private void Hand(Subscription queue, Message message, Replica replica)
    {
        queue.InHand++;
        var acknowledged = false;
        Action back = () =>
        {
            if (acknowledged)
                return;
            queue.InHand--;
            queue.Ready.Insert(0, message);
            Deliver(queue);
        };
        replica.AtCrash(back);
        if (world.Traced)
            world.Note(
                $"{replica.Name} takes {message.Event.GetType().Name} {message.Aggregate} {message.Sequence}"
            );
        world.Begin(async () =>
        {
            if (twin == Twin.AcknowledgeBeforeCommit)
                Acknowledge();
            try
            {
                await replica.ReceiveAsync(message, queue.Name);
            }
            catch (AwayException)
            {
                replica.Returned(back);
                back();
                return;
            }
            await replica.Step("acknowledges");
            if (twin != Twin.AcknowledgeBeforeCommit)
                Acknowledge();
            replica.Returned(back);
            Deliver(queue);
        });

        void Acknowledge()
        {
            acknowledged = true;
            queue.InHand--;
            if (!queue.Consumer.Inbox.IsCommitted(message, queue.Name))
                _acknowledged.Add(
                    $"{queue.Name} {message.Event.GetType().Name} {message.Sequence}"
                );
        }
    }

    private sealed class Subscription(Service consumer, string producer, bool listens)
    {
        public Service Consumer => consumer;
        public string Producer => producer;
        public string Name { get; } = Subscriptions.Queue(consumer.Name, producer);
        public bool Listens => listens;

        /// <summary>Sent, and not there yet.</summary>
        public int Coming { get; set; }

        public List<Message> Ready { get; } = [];
        public int InHand { get; set; }
    }
}

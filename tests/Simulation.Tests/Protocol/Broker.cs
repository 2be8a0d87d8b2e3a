using HoanKiem.Contracts;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Protocol;

/// <summary>RabbitMQ as we use it: at least once, in no order that a consumer may lean on, and now and then not there.</summary>
internal sealed class Broker(World world, Twin twin)
{
    private const int InHand = 4;
    private readonly Dictionary<string, Subscription> _queues = [];

    /// <summary>Messages that wait or are in hand.</summary>
    public int Waiting => _queues.Values.Sum(queue => queue.Messages.Count + queue.Unacknowledged);

    /// <summary>Messages of a queue, oldest first.</summary>
    public IReadOnlyList<Message> MessagesOf(string queue) => _queues[queue].Messages;

    /// <summary>A service listens to a producer; without it nothing is delivered by itself.</summary>
    public void Subscribe(Service consumer, string producer, bool listens = true) =>
        _queues.Add(
            Subscriptions.Queue(consumer.Name, producer),
            new Subscription(consumer, producer, listens)
        );

    /// <summary>Takes a message into all queues of the producer's subscribers, or into one.</summary>
    public void Publish(Message message, string? queue = null)
    {
        foreach (
            var (_, subscription) in _queues.Where(q =>
                queue is null ? q.Value.Producer == message.Producer : q.Key == queue
            )
        )
        {
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
        foreach (var queue in _queues.Values.Where(queue => queue.Consumer == consumer))
        foreach (var _ in queue.Messages.ToArray())
            Deliver(queue);
    }

    private void Enqueue(Subscription queue, Message message)
    {
        queue.Messages.Add(message);
        Deliver(queue);
    }

    private void Deliver(Subscription queue)
    {
        if (queue.Listens)
            world.Later(world.Weather.Lie(world), null, "delivers", () => DeliverNow(queue));
    }

    private void DeliverNow(Subscription queue)
    {
        if (queue.Messages.Count == 0 || queue.Unacknowledged >= InHand)
            return;
        if (queue.Consumer.Anyone() is not { } replica)
            return;
        var at = world.Strikes(world.Weather.Reorder) ? world.Dice.Below(queue.Messages.Count) : 0;
        var message = queue.Messages[at];
        queue.Messages.RemoveAt(at);
        queue.Unacknowledged++;
        var acknowledged = false;
        Action back = () =>
        {
            if (acknowledged)
                return;
            queue.Unacknowledged--;
            Enqueue(queue, message);
        };
        replica.AtCrash(back);
        var name = Subscriptions.Queue(queue.Consumer.Name, queue.Producer);
        world.Start(
            replica,
            $"takes {message.Event.GetType().Name} {message.Aggregate} {message.Sequence}",
            TimeSpan.Zero,
            async () =>
            {
                if (twin == Twin.AcknowledgeBeforeCommit)
                    Acknowledge();
                await replica.ReceiveAsync(message, name);
                await replica.Step("acknowledges");
                if (twin != Twin.AcknowledgeBeforeCommit)
                    Acknowledge();
                replica.Returned(back);
                Deliver(queue);
            }
        );

        void Acknowledge()
        {
            acknowledged = true;
            queue.Unacknowledged--;
        }
    }

    private sealed class Subscription(Service consumer, string producer, bool listens)
    {
        public Service Consumer => consumer;
        public string Producer => producer;
        public bool Listens => listens;
        public List<Message> Messages { get; } = [];
        public int Unacknowledged { get; set; }
    }
}

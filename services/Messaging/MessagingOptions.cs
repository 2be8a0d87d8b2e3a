namespace HoanKiem.Messaging;

/// <summary>Section <c>Messaging</c> of the configuration.</summary>
internal sealed class MessagingOptions
{
    /// <summary><c>RabbitMQ</c>, or <c>None</c>: no bus and no relay, for tests.</summary>
    public string Transport { get; set; } = "RabbitMQ";

    /// <summary>How many deliveries of one queue are unacknowledged at most.</summary>
    public ushort Prefetch { get; set; } = 64;

    /// <summary>How many transactions handle events at once.</summary>
    public int Concurrency { get; set; } = 2;

    /// <summary>How many events that arrive together may share a transaction.</summary>
    public int Together { get; set; } = 32;

    /// <summary>How long an event that nobody waits for rests until there are more to share its transaction; not at all when it is zero.</summary>
    public TimeSpan Rest { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>An event held for this long makes the service ask the producer for what is missing; system time.</summary>
    public TimeSpan AskAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a delivery waits in hand for a database that is away before its endpoint stops listening.</summary>
    public TimeSpan WaitInHand { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often digests are said and compared; system time. Nothing is compared when it is zero.</summary>
    public TimeSpan CompareEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long what is under way has to arrive before a difference counts.</summary>
    public TimeSpan CompareAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the rows of an agency and day are compared of which nothing is heard.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long inbox rows are kept: an older message cannot be told from a duplicate and is refused.</summary>
    public static TimeSpan Retention { get; } = TimeSpan.FromDays(35);
}

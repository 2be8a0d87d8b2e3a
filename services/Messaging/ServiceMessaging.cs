using System.Collections.Concurrent;
using HoanKiem.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HoanKiem.Messaging;

/// <summary>How a handler wants the events of one aggregate.</summary>
public enum Ordering
{
    /// <summary>One after the other, none left out; an event ahead of its turn is held until the gap closes.</summary>
    Ordered,

    /// <summary>At once, unless this handler has seen a newer event of the aggregate.</summary>
    Latest,

    /// <summary>At once, whatever came before.</summary>
    Independent,
}

/// <summary>
/// What a service hears and what it does then, listed by hand in its <c>Messaging.cs</c>:
/// <c>m.From(ResourceNames.Dossiers).Ordered&lt;DossierAccepted, OpenCaseOnDossierAccepted&gt;();</c>
/// </summary>
public sealed class ServiceMessaging
{
    private readonly List<HandlerDeclaration> _handlers = [];
    private readonly Dictionary<string, Type> _deadlines = new(StringComparer.Ordinal);
    private readonly List<HeldCopy> _copies = [];
    private readonly HashSet<string> _unhurried = new(StringComparer.Ordinal);
    private readonly HashSet<Type> _unhurriedEvents = [];
    private readonly ConcurrentDictionary<string, HeldCopies> _copiesOf = new(
        StringComparer.Ordinal
    );
    private readonly IServiceCollection _services;
    private Lazy<Dictionary<Type, HandlerDeclaration[]>> _byEvent;

    internal ServiceMessaging(string service, IServiceCollection services)
    {
        Service = service;
        _services = services;
        _byEvent = new(ByEvent);
    }

    /// <summary>The service's resource name.</summary>
    public string Service { get; }

    internal IReadOnlyList<string> Producers => Subscriptions.For(Service);

    internal IReadOnlyDictionary<string, Type> Deadlines => _deadlines;

    internal Func<IServiceProvider, string, CancellationToken, Task>? Forget { get; private set; }

    /// <summary>Begins the list of handlers for the events of <paramref name="producer"/>, which has to be a subscription of this service.</summary>
    public ProducerHandlers From(string producer)
    {
        if (!Producers.Contains(producer))
            throw new ArgumentException(
                $"{Service} does not subscribe to {producer}; see Subscriptions."
            );
        return new ProducerHandlers(this, producer);
    }

    /// <summary>Names the handler of a kind of deadline.</summary>
    public ServiceMessaging OnDeadline<THandler>(string kind)
        where THandler : class, IHandleDeadline
    {
        _deadlines.Add(kind, typeof(THandler));
        _services.TryAddScoped<THandler>();
        return this;
    }

    /// <summary>
    /// What the operator's <c>reset</c> does before all events of a producer are sent again: empties the read models
    /// that are made of them. Runs in the same transaction that forgets what was handled.
    /// </summary>
    public ServiceMessaging OnReset(Func<IServiceProvider, string, CancellationToken, Task> forget)
    {
        Forget = forget;
        return this;
    }

    /// <summary>One line for each handler and deadline, sorted: the text of the approved file.</summary>
    public IReadOnlyList<string> Describe() =>
        [
            .. _handlers
                .Select(h =>
                    $"{Subscriptions.Queue(Service, h.Producer)} {h.EventType.Name} -> {h.HandlerType.Name} ({h.Ordering.ToString().ToLowerInvariant()})"
                )
                .Concat(_deadlines.Select(d => $"{Service} deadline {d.Key} -> {d.Value.Name}"))
                .Concat(
                    _copies.Select(c =>
                        $"{Subscriptions.Queue(Service, c.Producer)} row {c.Table} ({string.Join(", ", c.Columns)}) <- {c.Mender.Name}"
                    )
                )
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The rows that this service holds of the aggregates of a producer.</summary>
    internal HeldCopies CopiesOf(string producer) =>
        _copiesOf.GetOrAdd(producer, p => new([.. _copies.Where(copy => copy.Producer == p)]));

    internal void Add(HeldCopy copy)
    {
        _services.TryAddScoped(copy.Mender);
        _copies.Add(copy);
        _copiesOf.Clear();
    }

    internal void IsInNoHurry(string producer) => _unhurried.Add(producer);

    internal void IsInNoHurry(Type eventType) => _unhurriedEvents.Add(eventType);

    /// <summary>Somebody waits for what a handler does with such an event.</summary>
    internal bool Hurries(EventShape shape) =>
        HandlersOf(shape.Type).Count > 0
        && !_unhurried.Contains(shape.Producer)
        && !_unhurriedEvents.Contains(shape.Type);

    internal IReadOnlyList<HandlerDeclaration> HandlersOf(Type eventType) =>
        _byEvent.Value.GetValueOrDefault(eventType, []);

    internal void Add<TEvent, THandler>(string producer, Ordering ordering)
        where TEvent : class
        where THandler : class, IHandle<TEvent>
    {
        if (EventShape.Of(typeof(TEvent)).Producer != producer)
            throw new ArgumentException($"{typeof(TEvent).Name} is not published by {producer}.");
        _services.TryAddScoped<THandler>();
        _handlers.Add(
            new HandlerDeclaration(
                producer,
                typeof(TEvent),
                typeof(THandler),
                ordering,
                (scope, e, ct) => scope.GetRequiredService<THandler>().Handle((TEvent)e, ct)
            )
        );
        _byEvent = new(ByEvent);
    }

    private Dictionary<Type, HandlerDeclaration[]> ByEvent() =>
        _handlers
            .GroupBy(handler => handler.EventType)
            .ToDictionary(handlers => handlers.Key, handlers => handlers.ToArray());
}

/// <summary>The handlers of one producer's events, each with the order it needs.</summary>
public sealed class ProducerHandlers
{
    private readonly ServiceMessaging _messaging;
    private readonly string _producer;

    internal ProducerHandlers(ServiceMessaging messaging, string producer)
    {
        _messaging = messaging;
        _producer = producer;
    }

    /// <inheritdoc cref="Ordering.Ordered" />
    public ProducerHandlers Ordered<TEvent, THandler>()
        where TEvent : class
        where THandler : class, IHandle<TEvent> => Add<TEvent, THandler>(Ordering.Ordered);

    /// <inheritdoc cref="Ordering.Latest" />
    public ProducerHandlers Latest<TEvent, THandler>()
        where TEvent : class
        where THandler : class, IHandle<TEvent> => Add<TEvent, THandler>(Ordering.Latest);

    /// <inheritdoc cref="Ordering.Independent" />
    public ProducerHandlers Independent<TEvent, THandler>()
        where TEvent : class
        where THandler : class, IHandle<TEvent> => Add<TEvent, THandler>(Ordering.Independent);

    /// <summary>
    /// The row that the service holds of each aggregate of this producer. It is sealed with every event, so that one that was changed or
    /// dropped behind the service's back is noticed, and made again by <typeparamref name="TMend"/> from the producer's events.
    /// </summary>
    /// <param name="table">Where the row is.</param>
    /// <param name="key">Column with the aggregate's id.</param>
    /// <param name="columns">What the events say: columns that nothing but the events of this producer changes.</param>
    /// <param name="kind">What a text identifies, e.g. <c>agency</c>; none when the ids of the aggregates are Guids.</param>
    public ProducerHandlers Holds<TMend>(
        string table,
        string key,
        IReadOnlyList<string> columns,
        string? kind = null
    )
        where TMend : class, IMend
    {
        _messaging.Add(new HeldCopy(_producer, table, key, kind, columns, typeof(TMend)));
        return this;
    }

    /// <summary>Nobody waits for what comes of these events: those of a moment share a commit.</summary>
    public ProducerHandlers InNoHurry()
    {
        _messaging.IsInNoHurry(_producer);
        return this;
    }

    /// <summary>Nobody waits for what comes of this event of theirs.</summary>
    public ProducerHandlers InNoHurry<TEvent>()
        where TEvent : class
    {
        _messaging.IsInNoHurry(typeof(TEvent));
        return this;
    }

    private ProducerHandlers Add<TEvent, THandler>(Ordering ordering)
        where TEvent : class
        where THandler : class, IHandle<TEvent>
    {
        _messaging.Add<TEvent, THandler>(_producer, ordering);
        return this;
    }
}

/// <summary>One line of a service's <c>Messaging.cs</c>.</summary>
internal sealed record HandlerDeclaration(
    string Producer,
    Type EventType,
    Type HandlerType,
    Ordering Ordering,
    Func<IServiceProvider, object, CancellationToken, Task> Handle
)
{
    /// <inheritdoc cref="IReadByKey" />
    public bool ReadsByKey { get; } = HandlerType.IsAssignableTo(typeof(IReadByKey));
}

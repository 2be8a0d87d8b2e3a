using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;

namespace HoanKiem.Messaging;

/// <summary>
/// What every event has: a producer (from its namespace), the id of its aggregate (its first property), its place in that
/// aggregate's life and its business time. Read by compiled accessors, once for each type.
/// </summary>
internal sealed class EventShape
{
    private static readonly ConcurrentDictionary<Type, EventShape> Known = new();

    // The first that the event has: the agency where its aggregate began.
    private static readonly string[] AgencyNames = ["ReceivingAgency", "Agency", "AgencyId"];

    private readonly Func<object, string> _aggregate;
    private readonly Func<object, long> _sequence;
    private readonly Func<object, DateTimeOffset> _occurredAt;
    private readonly Func<object, Guid?> _dossier;
    private readonly Func<object, string?> _agency;

    private EventShape(Type type)
    {
        var space = type.Namespace?.Split('.') ?? [];
        if (space is not ["HoanKiem", "Contracts", var producer, ['V', ..]])
            throw new ArgumentException($"{type} is not in HoanKiem.Contracts.<Producer>.V<n>.");

        Type = type;
        Producer = producer.ToLowerInvariant();
        Name = $"{type.Namespace}:{type.Name}";

        var first = type.GetConstructors()
            .OrderByDescending(constructor => constructor.GetParameters().Length)
            .First()
            .GetParameters()
            .First();
        _aggregate = AggregateOf(type, first.Name!);
        _sequence = Read<long>(type, "Sequence");
        _occurredAt = Read<DateTimeOffset>(type, "OccurredAt");
        _dossier =
            Property(type, "DossierId") is { } dossier
            && (dossier.PropertyType == typeof(Guid) || dossier.PropertyType == typeof(Guid?))
                ? Read<Guid?>(type, "DossierId")
                : _ => null;
        _agency = AgencyNames.FirstOrDefault(name =>
            Property(type, name)?.PropertyType == typeof(string)
        )
            is { } agency
            ? Read<string?>(type, agency)
            : _ => null;
    }

    public Type Type { get; }

    /// <summary>The producing service: the namespace's segment in lower case.</summary>
    public string Producer { get; }

    /// <summary>The type on the wire and in the log, which is the name of its exchange: <c>HoanKiem.Contracts.Dossiers.V1:DossierAccepted</c>.</summary>
    public string Name { get; }

    public static EventShape Of(Type type) => Known.GetOrAdd(type, t => new EventShape(t));

    /// <summary>Guids stand alone; text ids are told apart by what they identify: <c>procedure/2.000815</c>, <c>agency/hang-bac</c>.</summary>
    public string AggregateId(object @event) => _aggregate(@event);

    public long Sequence(object @event) => _sequence(@event);

    public DateTimeOffset OccurredAt(object @event) => _occurredAt(@event);

    public Guid? DossierId(object @event) => _dossier(@event);

    /// <summary>The agency that it names; empty when none. <see cref="AgencySql"/> says the same of its body.</summary>
    public string Agency(object @event) => _agency(@event) ?? "";

    /// <inheritdoc cref="Agency" />
    public static string AgencySql(string body) =>
        $"coalesce({string.Join(", ", AgencyNames.Select(name => $"{body} ->> '{char.ToLowerInvariant(name[0])}{name[1..]}'"))}, '')";

    private static Func<object, string> AggregateOf(Type type, string property)
    {
        if (Property(type, property)!.PropertyType == typeof(Guid))
        {
            var id = Read<Guid>(type, property);
            return e => id(e).ToString("D", CultureInfo.InvariantCulture);
        }

        var text = Read<string>(type, property);
        var kind = property;
        foreach (var suffix in new[] { "Id", "Code" })
            if (kind.Length > suffix.Length && kind.EndsWith(suffix, StringComparison.Ordinal))
                kind = kind[..^suffix.Length];
        kind = char.ToLowerInvariant(kind[0]) + kind[1..];
        return e => $"{kind}/{text(e)}";
    }

    private static Func<object, TValue> Read<TValue>(Type type, string property)
    {
        var info =
            Property(type, property) ?? throw new ArgumentException($"{type} has no {property}.");
        var e = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(e, type), info);
        return Expression
            .Lambda<Func<object, TValue>>(Expression.Convert(value, typeof(TValue)), e)
            .Compile();
    }

    private static PropertyInfo? Property(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance);
}

using System.Diagnostics.CodeAnalysis;
using HoanKiem.Contracts;

namespace HoanKiem.Messaging;

/// <summary>Every event type of the contracts, by its name on the wire.</summary>
internal static class EventTypes
{
    private static readonly Dictionary<string, EventShape> ByName = typeof(Subscriptions)
        .Assembly.GetExportedTypes()
        .Where(IsEvent)
        .Select(EventShape.Of)
        .ToDictionary(shape => shape.Name, StringComparer.Ordinal);

    /// <summary>The events that a service publishes, by name.</summary>
    public static IReadOnlyList<EventShape> Of(string producer) =>
        [
            .. ByName
                .Values.Where(shape => shape.Producer == producer)
                .OrderBy(shape => shape.Name, StringComparer.Ordinal),
        ];

    public static bool TryGet(string name, [NotNullWhen(true)] out EventShape? shape) =>
        ByName.TryGetValue(name, out shape);

    // Events lie in HoanKiem.Contracts.<Producer>.V<n> beside the records that they are made of; only they have a Sequence.
    private static bool IsEvent(Type type) =>
        type is { IsClass: true, IsAbstract: false, Namespace: { } space }
        && space.StartsWith("HoanKiem.Contracts.", StringComparison.Ordinal)
        && type.GetProperty("Sequence")?.PropertyType == typeof(long)
        && type.GetProperty("OccurredAt")?.PropertyType == typeof(DateTimeOffset);
}

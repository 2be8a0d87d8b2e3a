namespace HoanKiem.Contracts;

/// <summary>
/// Who listens to whom. A producer declares the queues of all its subscribers before it publishes,
/// so that nothing is lost whichever of them starts first.
/// </summary>
public static class Subscriptions
{
    private static readonly Dictionary<string, string[]> ProducersOf = new(StringComparer.Ordinal)
    {
        [ResourceNames.Identity] = [ResourceNames.Catalogue],
        [ResourceNames.Catalogue] = [ResourceNames.Identity],
        [ResourceNames.Dossiers] =
        [
            ResourceNames.Catalogue,
            ResourceNames.Routing,
            ResourceNames.Postal,
            ResourceNames.Feedback,
            ResourceNames.Identity,
        ],
        [ResourceNames.Routing] =
        [
            ResourceNames.Catalogue,
            ResourceNames.Dossiers,
            ResourceNames.Identity,
        ],
        [ResourceNames.Postal] =
        [
            ResourceNames.Catalogue,
            ResourceNames.Dossiers,
            ResourceNames.Identity,
        ],
        [ResourceNames.Feedback] =
        [
            ResourceNames.Catalogue,
            ResourceNames.Dossiers,
            ResourceNames.Identity,
        ],
        [ResourceNames.Reporting] =
        [
            ResourceNames.Catalogue,
            ResourceNames.Dossiers,
            ResourceNames.Routing,
            ResourceNames.Postal,
            ResourceNames.Feedback,
            ResourceNames.Identity,
        ],
    };

    /// <summary>Every service that publishes events.</summary>
    public static IReadOnlyList<string> Producers { get; } =
    [
        .. ProducersOf
            .Values.SelectMany(producers => producers)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The producers that <paramref name="consumer"/> listens to.</summary>
    public static IReadOnlyList<string> For(string consumer) =>
        ProducersOf.GetValueOrDefault(consumer, []);

    /// <summary>The consumers that listen to <paramref name="producer"/>.</summary>
    public static IReadOnlyList<string> Of(string producer) =>
        [
            .. ProducersOf
                .Where(entry => entry.Value.Contains(producer))
                .Select(entry => entry.Key)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The queue in which <paramref name="consumer"/> receives all events of <paramref name="producer"/>.</summary>
    public static string Queue(string consumer, string producer) => $"{consumer}.from-{producer}";
}

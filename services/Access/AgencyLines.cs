namespace HoanKiem.Access;

/// <summary>From what is known of the agencies to what each of them reaches: a pure function.</summary>
internal static class AgencyLines
{
    private sealed record Edge(string To, LineKind Kind, DateOnly From, DateOnly Until);

    /// <summary>All lines of all agencies.</summary>
    public static IEnumerable<AgencyLine> Of(IReadOnlyCollection<KnownAgency> agencies)
    {
        var edges = agencies
            .SelectMany(Edges)
            .ToLookup(edge => edge.Agency, edge => edge.Edge, StringComparer.Ordinal);
        return agencies
            .Where(agency => agency.Periods.Count > 0)
            .SelectMany(agency => LinesOf(agency, edges))
            .DistinctBy(line => line.Key);
    }

    // An appointment counts only while the agency exists, so no line is longer than its life.
    private static IEnumerable<AgencyLine> LinesOf(KnownAgency agency, ILookup<string, Edge> edges)
    {
        var (first, last) = LifeOf(agency);
        var open = new Stack<(Edge At, HashSet<string> Seen)>();
        open.Push((new Edge(agency.Id, LineKind.Itself, first, last), [agency.Id]));
        while (open.TryPop(out var path))
        {
            yield return AgencyLine.Of(
                agency.Id,
                path.At.To,
                path.At.Kind,
                path.At.From,
                path.At.Until
            );
            foreach (var edge in edges[path.At.To])
            {
                var (from, until) = (
                    Later(edge.From, path.At.From),
                    Earlier(edge.Until, path.At.Until)
                );
                if (from <= until && !path.Seen.Contains(edge.To))
                    open.Push(
                        (
                            new Edge(edge.To, Weaker(path.At.Kind, edge.Kind), from, until),
                            [.. path.Seen, edge.To]
                        )
                    );
            }
        }
    }

    // From the agency above to this one: until it stands under another, also after its end, because its papers remain.
    // From the heir to this one: from the heir's first day on.
    private static IEnumerable<(string Agency, Edge Edge)> Edges(KnownAgency agency)
    {
        var periods = agency.Periods.OrderBy(period => period.From ?? DateOnly.MinValue).ToList();
        for (var i = 0; i < periods.Count; i++)
        {
            if (periods[i].Parent is not { } parent)
                continue;
            var from = i == 0 ? DateOnly.MinValue : periods[i].From ?? DateOnly.MinValue;
            var until =
                i + 1 < periods.Count
                    ? (periods[i + 1].From ?? DateOnly.MinValue).AddDays(-1)
                    : DateOnly.MaxValue;
            yield return (parent, new Edge(agency.Id, LineKind.Below, from, until));
        }

        foreach (var heir in agency.Heirs)
            yield return (
                heir.Heir,
                new Edge(
                    agency.Id,
                    heir.Whole ? LineKind.Predecessor : LineKind.PartPredecessor,
                    heir.From,
                    DateOnly.MaxValue
                )
            );
    }

    private static (DateOnly First, DateOnly Last) LifeOf(KnownAgency agency) =>
        (
            agency.Periods.Min(period => period.From ?? DateOnly.MinValue),
            agency.Periods.Max(period => period.To ?? DateOnly.MaxValue)
        );

    // The kinds are in the order of what they allow: the weakest link decides.
    private static LineKind Weaker(LineKind one, LineKind other) => one > other ? one : other;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}

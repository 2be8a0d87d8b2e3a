using System.Text.Json.Serialization;

namespace HoanKiem.WorkingTime;

/// <summary>What a dossier waits for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WaitKind>))]
public enum WaitKind
{
    /// <summary>Papers that the citizen has to add (bổ sung hồ sơ).</summary>
    [JsonStringEnumMemberName("papers")]
    Papers,

    /// <summary>Money that the citizen has to pay (nghĩa vụ tài chính).</summary>
    [JsonStringEnumMemberName("money")]
    Money,

    /// <summary>Public notice (niêm yết công khai).</summary>
    [JsonStringEnumMemberName("public_notice")]
    PublicNotice,

    /// <summary>
    /// An opinion of another agency. It does not stop the clock: the opinion has its own limit inside the
    /// dossier's (Nghị định 61/2018, Điều 19 khoản 5).
    /// </summary>
    [JsonStringEnumMemberName("opinion")]
    Opinion,
}

/// <summary>What the end of a supplement does to the clock: a dated rule of the procedure.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SupplementRule>))]
public enum SupplementRule
{
    /// <summary>The limit is counted anew once the papers are complete (Nghị định 61/2018, Điều 19 khoản 4).</summary>
    [JsonStringEnumMemberName("restart")]
    Restart,

    /// <summary>What was used counts, the wait does not (earlier law, sector law, some linked groups).</summary>
    [JsonStringEnumMemberName("resume")]
    Resume,
}

/// <summary>A wait of a dossier.</summary>
/// <param name="From">When it was opened, UTC.</param>
/// <param name="To">When it ended, UTC; null while it is open.</param>
/// <param name="Kind">For what.</param>
public sealed record Wait(DateTimeOffset From, DateTimeOffset? To, WaitKind Kind);

/// <summary>A stretch in which the clock stood: waits that overlap or touch, counted once.</summary>
internal sealed record Stop(DateTimeOffset From, DateTimeOffset To, IReadOnlySet<WaitKind> Kinds)
{
    /// <summary>The stops of a clock in order; an open wait is read as ending at <paramref name="asOf"/>.</summary>
    public static IReadOnlyList<Stop> Of(
        IEnumerable<Wait> waits,
        DateTimeOffset receivedAt,
        DateTimeOffset asOf
    )
    {
        var stops = new List<Stop>();
        foreach (
            var (from, to, kind) in waits
                .Where(w => w.Kind != WaitKind.Opinion && (w.To ?? asOf) >= w.From)
                .Select(w => (From: Later(w.From, receivedAt), To: w.To ?? asOf, w.Kind))
                .Where(w => w.To >= w.From)
                .OrderBy(w => w.From)
        )
            if (stops is [.., var last] && from <= last.To)
                stops[^1] = new(
                    last.From,
                    Later(last.To, to),
                    new HashSet<WaitKind>([.. last.Kinds, kind])
                );
            else
                stops.Add(new(from, to, new HashSet<WaitKind> { kind }));
        return stops;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

using System.Collections.Concurrent;

namespace HoanKiem.Faults;

/// <summary>How long requests took, each attempt for itself.</summary>
internal sealed class Latency
{
    private readonly ConcurrentQueue<Attempt> _attempts = new();

    public void Add(long startedAt, long took, bool answered) =>
        _attempts.Enqueue(new Attempt(startedAt, took, answered));

    /// <summary>The 99th percentile of answered attempts that began in a span, in milliseconds.</summary>
    public double P99(long from, long to) => Of(Between(from, to), 0.99);

    public double Median(long from, long to) => Of(Between(from, to), 0.5);

    /// <summary>
    /// Seconds from <paramref name="returned"/> until a window of two seconds whose 99th percentile is at most
    /// <paramref name="normal"/> and in which no attempt failed; none when there was no such window.
    /// </summary>
    public double? BackToNormal(long returned, double normal, long end)
    {
        const int Window = 2000;
        for (var from = returned; from + Window <= end; from += 250)
        {
            var inside = Between(from, from + Window);
            if (inside.Length >= 5 && inside.All(a => a.Answered) && Of(inside, 0.99) <= normal)
                return (from - returned) / 1000.0;
        }
        return null;
    }

    private Attempt[] Between(long from, long to) =>
        [.. _attempts.Where(attempt => attempt.StartedAt >= from && attempt.StartedAt < to)];

    private static double Of(Attempt[] attempts, double share)
    {
        long[] took = [.. attempts.Where(a => a.Answered).Select(a => a.Took).Order()];
        return took.Length == 0 ? 0 : took[Math.Min(took.Length - 1, (int)(share * took.Length))];
    }

    private readonly record struct Attempt(long StartedAt, long Took, bool Answered);
}

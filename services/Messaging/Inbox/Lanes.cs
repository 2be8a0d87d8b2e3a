namespace HoanKiem.Messaging;

/// <summary>
/// Events of one aggregate go one after the other, in the order in which they came: the cursor's row lock already keeps them apart,
/// the lane keeps them from queueing in the database and from being held when they are only a moment early.
/// </summary>
internal sealed class Lanes
{
    private readonly SemaphoreSlim[] _lanes =
    [
        .. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1)),
    ];

    public async Task<IDisposable> EnterAsync(string aggregate, CancellationToken ct)
    {
        var lane = _lanes[(uint)StringComparer.Ordinal.GetHashCode(aggregate) % _lanes.Length];
        await lane.WaitAsync(ct);
        return new Exit(lane);
    }

    private sealed class Exit(SemaphoreSlim lane) : IDisposable
    {
        public void Dispose() => lane.Release();
    }
}

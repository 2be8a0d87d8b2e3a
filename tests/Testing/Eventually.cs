using System.Diagnostics;
using Xunit;

namespace HoanKiem.Testing;

/// <summary>Waits for a condition, never for a time.</summary>
public static class Eventually
{
    /// <summary>Asks until <paramref name="condition"/> holds, or fails after <paramref name="limit"/> (two minutes: a crowded machine is no fault), saying what was waited for.</summary>
    public static async Task True(string what, Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (limit ?? TimeSpan.FromSeconds(120)))
                throw new TimeoutException(
                    $"Waited {watch.Elapsed.TotalSeconds:F0} s in vain: {what}."
                );
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks until <paramref name="read"/> gives something that <paramref name="wanted"/> accepts, and returns it.</summary>
    public static async Task<T> Be<T>(
        string what,
        Func<Task<T>> read,
        Func<T, bool> wanted,
        TimeSpan? limit = null
    )
    {
        T last = default!;
        await True(what, async () => wanted(last = await read()), limit);
        return last;
    }
}

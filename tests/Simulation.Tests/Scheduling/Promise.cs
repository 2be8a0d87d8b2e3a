using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace HoanKiem.Simulation.Tests.Scheduling;

/// <summary>What one act waits for and another one brings, once; whatever comes after that is too late.</summary>
/// <param name="world">Where the act that waits goes on.</param>
/// <param name="process">Whose act it is; nobody's when null.</param>
/// <param name="what">Its name in the trace.</param>
internal sealed class Promise<T>(World world, Process? process, string what)
    : ICriticalNotifyCompletion
{
    private Action? _continuation;
    private T _value = default!;
    private Exception? _failure;

    public bool IsCompleted { get; private set; }

    public Promise<T> GetAwaiter() => this;

    public T GetResult()
    {
        if (_failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        return _value;
    }

    public void Keep(T value) => End(value, null);

    public void Break(Exception failure) => End(default!, failure);

    public void OnCompleted(Action continuation) => _continuation = continuation;

    public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);

    private void End(T value, Exception? failure)
    {
        if (IsCompleted)
            return;
        (IsCompleted, _value, _failure) = (true, value, failure);
        if (_continuation is { } go)
            world.Later(TimeSpan.Zero, process, what, go);
    }
}

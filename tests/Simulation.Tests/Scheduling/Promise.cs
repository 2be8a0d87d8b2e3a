using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace HoanKiem.Simulation.Tests.Scheduling;

/// <summary>What one act waits for and another one brings, once; whatever comes after that is too late. Who waits goes on at once.</summary>
internal sealed class Promise<T> : ICriticalNotifyCompletion
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
        _continuation?.Invoke();
    }
}

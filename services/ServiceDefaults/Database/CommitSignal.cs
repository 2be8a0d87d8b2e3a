using System.Collections.Immutable;
using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HoanKiem.ServiceDefaults.Database;

/// <summary>
/// Tells the senders of this process that something was committed, so that nobody has to look for work while there is none. Only a hint:
/// what another replica has committed, or left behind when it died, is found when they look of their own accord.
/// </summary>
/// <param name="time">System time.</param>
public sealed class CommitSignal(TimeProvider time)
    : IDbTransactionInterceptor,
        ISaveChangesInterceptor
{
    private ImmutableList<CommitListener> _listeners = [];

    /// <summary>Hears of every commit from now on.</summary>
    public CommitListener Listen()
    {
        var listener = new CommitListener(time);
        ImmutableInterlocked.Update(ref _listeners, static (all, one) => all.Add(one), listener);
        return listener;
    }

    /// <inheritdoc />
    public void TransactionCommitted(
        DbTransaction transaction,
        TransactionEndEventData eventData
    ) => Tell();

    /// <inheritdoc />
    public Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Tell();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        // A single statement commits by itself.
        if (eventData.Context?.Database.CurrentTransaction is null)
            Tell();
        return result;
    }

    /// <inheritdoc />
    public ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(SavedChanges(eventData, result));

    private void Tell()
    {
        foreach (var listener in _listeners)
            listener.Hear();
    }
}

/// <summary>Waits for commits of this process.</summary>
public sealed class CommitListener
{
    private readonly TimeProvider _time;
    private readonly Channel<bool> _heard = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    internal CommitListener(TimeProvider time) => _time = time;

    internal void Hear() => _heard.Writer.TryWrite(true);

    /// <summary>Returns some time after a commit, so that those which follow it are worked off together, or when nothing has come for long.</summary>
    /// <param name="together">How long it waits for more.</param>
    /// <param name="atMost">After which it returns in any case.</param>
    /// <param name="ct">Cancels.</param>
    public async Task WaitAsync(TimeSpan together, TimeSpan atMost, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(atMost, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await _heard.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return;
        }

        await Task.Delay(together, _time, ct);
        _heard.Reader.TryRead(out _); // who looks now sees those too
    }
}

/// <summary>Registers the signal.</summary>
public static class CommitSignalSetup
{
    /// <summary>For services that send what their commits leave behind.</summary>
    public static IServiceCollection AddCommitSignal(this IServiceCollection services)
    {
        services.TryAddSingleton<CommitSignal>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IInterceptor, CommitSignal>(provider =>
                provider.GetRequiredService<CommitSignal>()
            )
        );
        return services;
    }
}

using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HoanKiem.Audit;

/// <summary>Adds the entry of a request's act to what it saves.</summary>
internal sealed class AuditOnSave(AuditTrail trail) : SaveChangesInterceptor
{
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        await trail.Add(eventData.Context!, cancellationToken);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        trail.Saved();
        return ValueTask.FromResult(result);
    }

    public override Task SaveChangesFailedAsync(
        DbContextErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        trail.Failed(eventData.Context!);
        return Task.CompletedTask;
    }
}

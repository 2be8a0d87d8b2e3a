using HoanKiem.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Audit;

/// <summary>
/// Around a handler: what it reads and the entry that says so are one transaction, and its answer is not sent before that is durable.
/// PostgreSQL lets those that commit at once share the write to its log.
/// </summary>
internal sealed class AuditFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var http = context.HttpContext;
        var trail = http.RequestServices.GetRequiredService<AuditTrail>();
        if (!trail.IsOn || http.GetEndpoint()?.Metadata.GetMetadata<Audited>() is null)
            return await next(context);
        var ct = http.RequestAborted;
        if (!OnlyReads.Does(http))
        {
            // A handler that changes something has transactions of its own; nothing may ask the database before it.
            var done = await next(context);
            if (Succeeds(done))
                await trail.Close(
                    http.RequestServices.GetRequiredService<DbContext>(),
                    readsOnly: false,
                    ct
                );
            return done;
        }

        var db = http.RequestServices.GetRequiredService<DbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var answer = await next(context);
        if (Succeeds(answer))
        {
            await trail.Close(db, readsOnly: true, ct);
            await transaction.CommitAsync(ct);
        }

        return answer;
    }

    private static bool Succeeds(object? result) =>
        result switch
        {
            INestedHttpResult nested => Succeeds(nested.Result),
            IStatusCodeHttpResult { StatusCode: { } status } => status is >= 200 and < 300,
            _ => true,
        };
}

using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Messaging;

/// <summary>
/// POST /operations/messaging/reset: forgets everything that was heard from a producer, and what the service made of it
/// (<see cref="ServiceMessaging.OnReset"/>), in one commit. Then the producer republishes all to this queue and the read model is rebuilt.
/// </summary>
internal static class ResetSubscription
{
    /// <param name="Producer">Whose events are forgotten.</param>
    public sealed record Request(string Producer);

    /// <param name="Queue">What to name in the producer's <c>republish</c>.</param>
    public sealed record Result(string Queue);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/reset", Handle);

    private static async Task<Results<Ok<Result>, ProblemHttpResult>> Handle(
        Request request,
        IServiceProvider services,
        ServiceMessaging messaging,
        CancellationToken ct
    )
    {
        if (!messaging.Producers.Contains(request.Producer))
            return Problems
                .InvalidMembers.Because(
                    "Dịch vụ này không đăng ký nhận sự kiện của bên đó.",
                    "This service does not subscribe to that producer."
                )
                .At("producer")
                .ToProblem();
        return TypedResults.Ok(
            new Result(await RunAsync(request.Producer, services, messaging, ct))
        );
    }

    internal static async Task<string> RunAsync(
        string producer,
        IServiceProvider services,
        ServiceMessaging messaging,
        CancellationToken ct
    )
    {
        var queue = Subscriptions.Queue(messaging.Service, producer);
        await using var scope = WorkerScope.Open(services);
        await using var transaction = await scope.Db.Database.BeginTransactionAsync(ct);
        // Consumers wait for this lock with their next event, so that none is applied between forgetting and commit.
        await scope.Db.Database.ExecuteSqlAsync(
            $"""
            lock table cursor in exclusive mode;
            delete from cursor where producer = {producer};
            delete from latest where producer = {producer};
            delete from held where producer = {producer};
            delete from inbox where queue = {queue};
            delete from inbox_tally where queue = {queue};
            delete from error where queue = {queue};
            """,
            ct
        );
        if (messaging.Forget is { } forget)
            await forget(scope.Services, producer, ct);
        await scope.Db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return queue;
    }
}

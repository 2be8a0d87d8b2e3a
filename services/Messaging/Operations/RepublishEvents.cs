using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HoanKiem.Messaging;

/// <summary>
/// POST /operations/messaging/republish: orders that events of the log are sent again with their own ids, to all subscribers or to one queue.
/// Whoever has handled them ends them in the inbox; whoever comes late, or was reset, catches up.
/// </summary>
internal static class RepublishEvents
{
    /// <param name="AggregateId">One aggregate: a Guid, or for instance <c>procedure/2.000815</c>.</param>
    /// <param name="From">What was recorded from this moment of system time on.</param>
    /// <param name="To">What was recorded before this moment.</param>
    /// <param name="All">Everything that was ever published.</param>
    /// <param name="Queue">One subscriber's queue; all when null.</param>
    public sealed record Request(
        string? AggregateId = null,
        DateTimeOffset? From = null,
        DateTimeOffset? To = null,
        bool All = false,
        string? Queue = null
    );

    /// <param name="Id">Identity of the order; the status counts those that are not done.</param>
    public sealed record Ordered(Guid Id);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/republish", Handle);

    private static async Task<Results<Accepted<Ordered>, ProblemHttpResult>> Handle(
        Request request,
        IServiceProvider services,
        ServiceMessaging messaging,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var span = request.From is not null || request.To is not null;
        if ((request.AggregateId is not null ? 1 : 0) + (span ? 1 : 0) + (request.All ? 1 : 0) != 1)
            return Problems
                .InvalidMembers.Because(
                    "Chọn đúng một: aggregateId, from/to hoặc all.",
                    "Choose exactly one: aggregateId, from/to or all."
                )
                .At("aggregateId")
                .ToProblem();
        if (
            request.Queue is { } queue
            && !Subscriptions
                .Of(messaging.Service)
                .Any(consumer => Subscriptions.Queue(consumer, messaging.Service) == queue)
        )
            return Problems
                .InvalidMembers.Because(
                    "Không có hàng đợi này trong số các bên đăng ký.",
                    "None of the subscribers has this queue."
                )
                .At("queue")
                .ToProblem();

        await using var scope = WorkerScope.Open(services);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await Republisher.OrderAsync(
            await scope.ConnectionAsync(ct),
            id,
            new RepublishOrder(request.AggregateId, request.From, request.To, request.Queue),
            now,
            ct
        );
        return TypedResults.Accepted((string?)null, new Ordered(id));
    }
}

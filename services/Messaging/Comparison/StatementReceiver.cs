using HoanKiem.Contracts.Messaging.V1;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Messaging;

/// <summary>
/// Takes what producers say of what they have said. A statement is no event: it has no inbox row, and one that cannot be handled is
/// logged and gone, because it is said again.
/// </summary>
internal sealed class StatementReceiver(
    IServiceProvider services,
    EventReceiver events,
    Comparer comparer,
    Mending mending,
    ILogger<StatementReceiver> logger
)
{
    public void Listen(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.Handler<DigestsSaid>(context =>
            Take(
                context,
                async () =>
                {
                    await using var scope = WorkerScope.Open(services);
                    var connection = await scope.ConnectionAsync(context.CancellationToken);
                    await comparer.HearAsync(
                        connection,
                        context.Message,
                        context.CancellationToken
                    );
                }
            )
        );
        endpoint.Handler<PlacesSaid>(context =>
            Take(
                context,
                async () =>
                {
                    await using var scope = WorkerScope.Open(services);
                    var connection = await scope.ConnectionAsync(context.CancellationToken);
                    await comparer.HearAsync(
                        connection,
                        context.Message,
                        context.CancellationToken
                    );
                }
            )
        );
        endpoint.Handler<LifeSaid>(context =>
            Take(context, () => mending.MendAsync(context.Message, context.CancellationToken))
        );
    }

    private Task Take<T>(ConsumeContext<T> context, Func<Task> work)
        where T : class =>
        events.WhileTransientAsync(
            async () =>
            {
                try
                {
                    await work();
                }
                catch (Exception failure)
                    when (!Faults.IsTransient(failure, context.CancellationToken))
                {
                    logger.LogError(failure, "{Statement} cannot be taken", typeof(T).Name);
                }
            },
            context.ReceiveContext.InputAddress,
            context.CancellationToken
        );
}

using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>One commit of the inbox: the turns of the events that share it, what their handlers do and publish, and the seals of the rows.</summary>
internal sealed class InboxCommit(
    IServiceProvider services,
    ServiceMessaging messaging,
    TimeProvider clock
)
{
    /// <summary>Takes events of one matter or many, in the order in which they are given; all of them or none.</summary>
    public async Task<IReadOnlyList<Taken>> TakeAsync(IReadOnlyList<Waiting> together)
    {
        var ct = together[0].Ct;
        var act = together.Count == 1 ? together[0].Act : null; // what several share is nobody's act
        Activity.Current = act;
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);

        // Nobody here cares for any of them: inbox and cursors in one round trip that commits by itself.
        if (together.All(waiting => HandlersOf(waiting).Count == 0))
        {
            var only = await TurnsAsync(connection, null, together, ct);
            foreach (var (waiting, turn) in together.Zip(only))
                if (turn.Outcome == DeliveryOutcome.Late)
                    await Turn.MarkLateAsync(connection, null, waiting.Arrival, ct);
            return only;
        }

        await using var transaction = await scope.Db.Database.BeginTransactionAsync(ct);
        var npgsql = (NpgsqlTransaction)transaction.GetDbTransaction();
        var turns = await TurnsAsync(connection, npgsql, together, ct);
        var fresh = together
            .Zip(turns)
            .Where(pair => pair.Second.Outcome != DeliveryOutcome.Duplicate)
            .ToList();
        if (fresh.Count == 0)
            return turns;

        var seals = new Seals(messaging, connection, npgsql);
        await seals.ReadAsync(
            fresh
                .Where(pair => HandlersOf(pair.First).Count > 0)
                .Select(pair => pair.First.Arrival),
            ct
        );
        var unsaved = false;
        foreach (var (waiting, turn) in fresh)
        {
            Activity.Current = waiting.Act;
            unsaved = await ApplyAsync(scope, npgsql, waiting, turn.Outcome, unsaved);
        }
        Activity.Current = act;
        if (unsaved)
            await scope.Db.SaveChangesAsync(ct);
        await seals.WriteAsync(ct);
        await transaction.CommitAsync(ct);
        return turns;
    }

    /// <summary>Takes the held event whose turn it is, and says which one before it is handled; false when none is.</summary>
    public async Task<bool> ReleaseNextAsync(
        string producer,
        string aggregate,
        Action<long> taken,
        CancellationToken ct
    )
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        await using var transaction = await scope.Db.Database.BeginTransactionAsync(ct);
        var npgsql = (NpgsqlTransaction)transaction.GetDbTransaction();
        var released = await HeldEvents.TakeNextAsync(connection, npgsql, producer, aggregate, ct);
        if (released is null)
            return false;
        taken(released.Sequence);

        var seals = new Seals(messaging, connection, npgsql);
        await seals.ReadAsync([(producer, aggregate)], ct);
        var arrival = released.ToArrival(messaging.Service, producer);
        using var activity = arrival is null ? null : Tracing.Handle(arrival);
        if (arrival is not null)
            foreach (var handler in messaging.HandlersOf(arrival.Shape.Type))
                if (handler.Ordering == Ordering.Ordered)
                    await handler.Handle(scope.Services, arrival.Event, ct);
        if (released.Asked)
            Gap.Closed(scope.Services, producer, aggregate, released.Sequence);

        await scope.Db.SaveChangesAsync(ct);
        await seals.WriteAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private Task<IReadOnlyList<Taken>> TurnsAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        IReadOnlyList<Waiting> together,
        CancellationToken ct
    ) =>
        Turn.TakeAsync(
            connection,
            transaction,
            [.. together.Select(waiting => waiting.Arrival)],
            clock.GetUtcNow(),
            ct
        );

    private IReadOnlyList<HandlerDeclaration> HandlersOf(Waiting waiting) =>
        messaging.HandlersOf(waiting.Arrival.Shape.Type);

    /// <returns>Whether something is to be saved.</returns>
    private async Task<bool> ApplyAsync(
        WorkerScope scope,
        NpgsqlTransaction transaction,
        Waiting waiting,
        DeliveryOutcome outcome,
        bool unsaved
    )
    {
        var (arrival, ct) = (waiting.Arrival, waiting.Ct);
        var connection = transaction.Connection!;
        var handlers = HandlersOf(waiting);
        if (outcome == DeliveryOutcome.Late)
            await Turn.MarkLateAsync(connection, transaction, arrival, ct);
        else if (
            outcome == DeliveryOutcome.Held
            && handlers.Any(h => h.Ordering == Ordering.Ordered)
        )
            await Turn.KeepBodyAsync(connection, transaction, arrival, ct);

        foreach (var handler in handlers)
        {
            var applies = handler.Ordering switch
            {
                Ordering.Ordered => outcome == DeliveryOutcome.Applied,
                Ordering.Latest => await Turn.IsNewestAsync(
                    connection,
                    transaction,
                    arrival,
                    handler.HandlerType,
                    ct
                ),
                _ => true,
            };
            if (!applies)
                continue;
            if (unsaved && !handler.ReadsByKey)
                await scope.Db.SaveChangesAsync(ct);
            await handler.Handle(scope.Services, arrival.Event, ct);
            unsaved = true;
        }
        return unsaved;
    }
}

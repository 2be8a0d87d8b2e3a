using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Messaging.V1;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HoanKiem.Messaging;

/// <summary>
/// Makes this service's part of an aggregate right again, given all events of it: those that never came are handled as if they came now;
/// those that the inbox remembers are not handled twice, the row that was made of them is made again by its <see cref="IMend"/>.
/// </summary>
internal sealed class Mending(
    IServiceProvider services,
    ServiceMessaging messaging,
    InboxPipeline pipeline,
    TimeProvider clock,
    ILogger<Mending> logger
)
{
    public async Task MendAsync(LifeSaid life, CancellationToken ct)
    {
        var arrivals = Read(life);
        if (arrivals.Count == 0)
            return;
        try
        {
            // What comes now is handled on top of a row that is right, and the row is made of all of it in the end.
            var broken = !await IsIntactAsync(life, ct);
            if (broken)
                await MendRowAsync(life, arrivals, ct);
            if (await DeliverAsync(life, arrivals, ct) || broken)
                await MendRowAsync(life, arrivals, ct);
            await NoteAsync(life, null, ct);
        }
        catch (Exception failure) when (!Faults.IsTransient(failure, ct))
        {
            logger.LogError(
                failure,
                "{Aggregate} of {Producer} cannot be mended",
                life.AggregateId,
                life.Producer
            );
            await NoteAsync(life, failure.Message, ct);
        }
    }

    // True when the inbox remembered an event that the cursor had not passed: the cursor had been lost, and so perhaps the row.
    private async Task<bool> DeliverAsync(
        LifeSaid life,
        IReadOnlyList<Arrival> arrivals,
        CancellationToken ct
    )
    {
        var passed = false;
        foreach (var arrival in arrivals)
        {
            if (await PlaceAsync(life, ct) >= arrival.Sequence)
                continue;
            if (await pipeline.DeliverAsync(arrival, ct) != DeliveryOutcome.Duplicate)
                continue;
            if (await PlaceAsync(life, ct) >= arrival.Sequence)
                continue;
            if (!await PassAsync(arrival, ct))
                break; // it is held because it failed, and listed among the errors
            passed = true;
        }
        return passed;
    }

    private async Task MendRowAsync(
        LifeSaid life,
        IReadOnlyList<Arrival> arrivals,
        CancellationToken ct
    )
    {
        if (messaging.CopiesOf(life.Producer).Of(life.AggregateId) is not { } copy)
            return;
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        await using var transaction = await scope.Db.Database.BeginTransactionAsync(ct);
        var npgsql = (NpgsqlTransaction)transaction.GetDbTransaction();
        // The cursor's row first, as everywhere: no event of the aggregate is applied meanwhile.
        var applied = await connection.RowsAsync(
            "select sequence from cursor where producer = $1 and aggregate = $2 for update",
            row => row.GetInt64(0),
            ct,
            life.Producer,
            life.AggregateId
        );
        if (applied is not [var place])
            return;
        var mender = (IMend)scope.Services.GetRequiredService(copy.Mender);
        await mender.Mend(
            life.AggregateId,
            [
                .. arrivals
                    .Where(arrival => arrival.Sequence <= place)
                    .Select(arrival => arrival.Event),
            ],
            ct
        );
        await scope.Db.SaveChangesAsync(ct);
        await copy.SealAsync(connection, npgsql, [life.AggregateId], ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<bool> IsIntactAsync(LifeSaid life, CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        var copies = messaging.CopiesOf(life.Producer);
        return copies.Of(life.AggregateId) is null
            || await copies.BrokenAsync(connection, life.Producer, [life.AggregateId], ct) is [];
    }

    private async Task<long> PlaceAsync(LifeSaid life, CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        var place = await connection.RowsAsync(
            "select sequence from cursor where producer = $1 and aggregate = $2",
            row => row.GetInt64(0),
            ct,
            life.Producer,
            life.AggregateId
        );
        return place is [var sequence] ? sequence : 0;
    }

    // The cursor passes an event that was handled before; false when it waits among the held ones.
    private async Task<bool> PassAsync(Arrival arrival, CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        var passed = await connection.RowsAsync(
            """
            insert into cursor as c (producer, aggregate, sequence, message_id)
            select $1, $2, $3, $4 where not exists (select from held where producer = $1 and aggregate = $2 and sequence = $3)
            on conflict (producer, aggregate) do update set sequence = $3, message_id = $4 where c.sequence = $3 - 1
            returning 1
            """,
            row => row.GetInt32(0),
            ct,
            arrival.Producer,
            arrival.Aggregate,
            arrival.Sequence,
            arrival.MessageId
        );
        return passed.Count > 0;
    }

    private async Task NoteAsync(LifeSaid life, string? failure, CancellationToken ct)
    {
        await using var scope = WorkerScope.Open(services);
        var connection = await scope.ConnectionAsync(ct);
        await connection.RowsAsync(
            $"""
            with mended as (
                update difference d set failure = $3, healed_at = case when c.sequence >= d.theirs and {messaging.CopiesOf(
                life.Producer
            ).Intact} then $4::timestamptz end
                from cursor c
                where d.producer = $1 and d.aggregate = $2 and d.healed_at is null and d.confirmed_at is not null
                  and c.producer = $1 and c.aggregate = $2
                returning d.agency, d.day, d.healed_at
            )
            update digest g set due_at = $4 from mended m where g.producer = $1 and g.agency = m.agency and g.day = m.day and m.healed_at is not null
            returning 1
            """,
            row => row.GetInt32(0),
            ct,
            life.Producer,
            life.AggregateId,
            failure is null ? DBNull.Value : failure,
            clock.GetUtcNow()
        );
    }

    private List<Arrival> Read(LifeSaid life) =>
        [
            .. from said in life.Events
            let shape = EventTypes.TryGet(said.Type, out var known) ? known : null
            where shape is not null
            let e = JsonSerializer.Deserialize(said.Body, shape.Type, MessageJson.Options)
            select new Arrival(
                e,
                shape,
                said.MessageId,
                Subscriptions.Queue(messaging.Service, life.Producer),
                said.TraceParent
            ),
        ];
}

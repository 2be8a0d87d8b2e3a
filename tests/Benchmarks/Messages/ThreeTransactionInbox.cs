using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace HoanKiem.Benchmarks.Messages;

/// <summary>
/// Baseline: the usual inbox of three transactions for each message. It notes that the message came; it does the work and notes that it is
/// consumed; it looks for what the work wanted to send and notes that it is delivered. Written by hand without any framework.
/// </summary>
internal sealed class ThreeTransactionInbox(Database database, string broker, string queue)
{
    public const string Tables = """
        create table inbox_state (id bigint generated always as identity primary key, message_id uuid not null, consumer text not null,
            received_at timestamptz not null, consumed_at timestamptz, delivered_at timestamptz, receive_count int not null, unique (message_id, consumer));
        create table outbox_message (id bigint generated always as identity primary key, inbox_message_id uuid not null, body text not null);
        create index on outbox_message (inbox_message_id);
        """;

    private const string Consumer = "reporting";

    /// <summary>Consumes so many messages with so many at once.</summary>
    public async Task ConsumeAsync(int count, int concurrency, ushort prefetch)
    {
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri(broker),
            ConsumerDispatchConcurrency = 1,
        }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, prefetch, false);
        var arrived = Channel.CreateUnbounded<(Guid Message, ulong Tag)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
            await arrived.Writer.WriteAsync(
                (Guid.Parse(delivery.BasicProperties.MessageId!), delivery.DeliveryTag)
            );
        await channel.BasicConsumeAsync(queue, false, consumer);
        var left = count;
        await Task.WhenAll(
            Enumerable
                .Range(0, concurrency)
                .Select(async _ =>
                {
                    await using var session = await database.OpenAsync();
                    await foreach (var (message, tag) in arrived.Reader.ReadAllAsync())
                    {
                        await HandleAsync(session, message);
                        await channel.BasicAckAsync(tag, false);
                        if (Interlocked.Decrement(ref left) == 0)
                            arrived.Writer.Complete();
                    }
                })
        );
    }

    private static async Task HandleAsync(NpgsqlConnection session, Guid message)
    {
        await using (var received = await session.BeginTransactionAsync())
        {
            await ExecuteAsync(
                session,
                "insert into inbox_state (message_id, consumer, received_at, receive_count) values ($1, $2, clock_timestamp(), 1) on conflict do nothing",
                message,
                Consumer
            );
            await received.CommitAsync();
        }
        await using (var consumed = await session.BeginTransactionAsync())
        {
            await ExecuteAsync(
                session,
                "select id from inbox_state where message_id = $1 and consumer = $2 for update",
                message,
                Consumer
            );
            await ExecuteAsync(
                session,
                "insert into note (subject, sequence, by) values ($1::text, 1, $2)",
                message,
                Consumer
            );
            await ExecuteAsync(
                session,
                "update inbox_state set consumed_at = clock_timestamp() where message_id = $1 and consumer = $2",
                message,
                Consumer
            );
            await consumed.CommitAsync();
        }
        await using (var delivered = await session.BeginTransactionAsync())
        {
            await ExecuteAsync(
                session,
                "select id from inbox_state where message_id = $1 and consumer = $2 for update",
                message,
                Consumer
            );
            await ExecuteAsync(
                session,
                "select id, body from outbox_message where inbox_message_id = $1 and $2 <> '' order by id",
                message,
                Consumer
            );
            await ExecuteAsync(
                session,
                "update inbox_state set delivered_at = clock_timestamp() where message_id = $1 and consumer = $2",
                message,
                Consumer
            );
            await delivered.CommitAsync();
        }
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection session,
        string sql,
        Guid message,
        string consumer
    )
    {
        await using var command = new NpgsqlCommand(sql, session)
        {
            Parameters =
            {
                new() { Value = message, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = consumer, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        await command.ExecuteNonQueryAsync();
    }
}

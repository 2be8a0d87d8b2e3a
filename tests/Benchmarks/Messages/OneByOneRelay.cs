using System.Diagnostics;
using Npgsql;
using RabbitMQ.Client;

namespace HoanKiem.Benchmarks.Messages;

/// <summary>
/// Baseline: the usual outbox. Each of ten workers takes one outbox row in a transaction of its own, publishes its event, waits for the
/// confirm, deletes the row and commits.
/// </summary>
internal sealed class OneByOneRelay(Database database, string broker)
{
    private const int Workers = 10;

    /// <summary>Empties the outbox and gives events per second.</summary>
    public async Task<double> DrainAsync(int count)
    {
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri(broker),
        }.CreateConnectionAsync();
        var watch = Stopwatch.StartNew();
        var sent = await Task.WhenAll(
            Enumerable.Range(0, Workers).Select(_ => WorkAsync(connection))
        );
        return sent.Sum() == count
            ? count / watch.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"{sent.Sum()} of {count} were sent.");
    }

    private async Task<int> WorkAsync(IConnection broker)
    {
        await using var channel = await broker.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                outstandingPublisherConfirmationsRateLimiter: null
            )
        );
        await using var connection = await database.OpenAsync();
        for (var sent = 0; ; sent++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var take = new NpgsqlCommand(
                """
                select o.id, e.event_id, e.aggregate_id::uuid from outbox o join event_log e on e.event_id = o.event_id
                order by o.id limit 1 for update of o skip locked
                """,
                connection
            );
            long id;
            Guid message;
            byte[] body;
            await using (var reader = await take.ExecuteReaderAsync())
            {
                if (!await reader.ReadAsync())
                    return sent;
                (id, message) = (reader.GetInt64(0), reader.GetGuid(1));
                body = Facts.Envelope(message, reader.GetGuid(2));
            }
            await channel.BasicPublishAsync(Facts.Type, "", true, Facts.Properties(message), body);
            await using var delete = new NpgsqlCommand(
                "delete from outbox where id = $1",
                connection
            )
            {
                Parameters = { new() { Value = id } },
            };
            await delete.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using Npgsql;

namespace HoanKiem.Faults;

/// <summary>Whether everything that was said has been heard: asked of the databases themselves, not of the services.</summary>
internal sealed class Rest(TheSystem system)
{
    /// <summary>Seconds until nothing is under way; none when that did not come within the limit, and then what still is.</summary>
    public async Task<(double? Seconds, string Left)> Come(TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var left = await Left();
            if (left.Length == 0)
                return (watch.Elapsed.TotalSeconds, "");
            if (watch.Elapsed > limit)
                return (null, left);
            await Task.Delay(300);
        }
    }

    /// <summary>What is still under way, in words; nothing when the system is at rest.</summary>
    public async Task<string> Left()
    {
        try
        {
            var said = new Dictionary<string, (long Rows, decimal Sum)>(StringComparer.Ordinal);
            var heard = new Dictionary<string, (long Rows, decimal Sum)>(StringComparer.Ordinal);
            var left = new List<string>();
            foreach (var service in TheSystem.Services)
            {
                await using var connection = await system.Connect(
                    ResourceNames.DatabaseOf(service)
                );
                said[service] = await Said(connection);
                foreach (var (queue, rows, sum) in await Heard(connection))
                    heard[queue] = (rows, sum);
                var waiting = await Sql.Value(
                    connection,
                    """
                    select (select count(*) from outbox) || ' to send, ' || (select count(*) from held) || ' held, '
                        || (select count(*) from republish where done_at is null) || ' orders'
                    """
                );
                if (waiting is not "0 to send, 0 held, 0 orders")
                    left.Add($"{service}: {waiting}");
            }
            foreach (var producer in Subscriptions.Producers)
            foreach (var consumer in Subscriptions.Of(producer))
            {
                var queue = Subscriptions.Queue(consumer, producer);
                if (heard.GetValueOrDefault(queue) != said[producer])
                    left.Add(
                        $"{queue}: {heard.GetValueOrDefault(queue).Rows} of {said[producer].Rows}"
                    );
            }
            return string.Join("; ", left);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            return $"the database: {failure.Message}";
        }
    }

    /// <summary>
    /// Messages that lie in queues, from the broker's own statistics (up to five seconds old), in words. They have the minute that a consumer
    /// may take to come back to its broker: what was handled and not acknowledged before lies there until then.
    /// </summary>
    public async Task<string> Queued()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var queues = JsonNode
                    .Parse(
                        await system.Management.GetStringAsync("/api/queues?columns=name,messages")
                    )!
                    .AsArray()
                    .Where(queue => (long?)queue!["messages"] is not (null or 0))
                    .Select(queue => $"{queue!["name"]}: {queue["messages"]}");
                if (string.Join("; ", queues) is not { Length: > 0 } left)
                    return "";
                if (tries >= 60)
                    return left;
            }
            catch (Exception failure)
                when (failure is HttpRequestException or OperationCanceledException)
            {
                if (tries >= 60)
                    return $"the broker's management does not answer: {failure.Message}";
            }
            await Task.Delay(1000);
        }
    }

    // As sets: as many, and the same sum of hashes of their ids.
    private static async Task<(long, decimal)> Said(NpgsqlConnection connection) =>
        (
            await Sql.Rows(
                connection,
                "select count(*), coalesce(sum(hashtextextended(event_id::text, 1)), 0) from event_log",
                row => (row.GetInt64(0), row.GetDecimal(1))
            )
        )[0];

    private static Task<List<(string, long, decimal)>> Heard(NpgsqlConnection connection) =>
        Sql.Rows(
            connection,
            "select queue, count(*), sum(hashtextextended(message_id::text, 1)) from inbox group by queue",
            row => (row.GetString(0), row.GetInt64(1), row.GetDecimal(2))
        );
}

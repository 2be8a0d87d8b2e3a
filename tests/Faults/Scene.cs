using System.Collections.Concurrent;
using System.Diagnostics;
using HoanKiem.Demonstration;
using HoanKiem.SignIn;
using Npgsql;

namespace HoanKiem.Faults;

/// <summary>Where a fault happens: the system, the dice, and what is noted of it.</summary>
internal sealed class Scene(TheSystem system, Client client, Random random, ISet<string> poisoned)
{
    public static readonly Person Operator = new("operator.one-stop", "officer");
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromMinutes(4);
    private readonly ConcurrentQueue<string> _details = new();

    public TheSystem System => system;
    public Client Client => client;

    /// <summary>What exactly happened, for the line of the cycle.</summary>
    public string Details => string.Join(", ", _details);

    /// <summary>When PostgreSQL or the service was back, milliseconds of the run.</summary>
    public long? ReturnedAt { get; private set; }

    /// <summary>What else went wrong.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    public void Note(string detail) => _details.Enqueue(detail);

    public void Returned() => ReturnedAt = client.Now;

    public void Poisoned(string mark)
    {
        lock (poisoned)
            poisoned.Add(mark);
    }

    public int Dice(int from, int to)
    {
        lock (random)
            return random.Next(from, to);
    }

    public T OneOf<T>(IReadOnlyList<T> all) => all[Dice(0, all.Count)];

    /// <summary>Lets some time pass while the fault lasts.</summary>
    public async Task Last(int fromSeconds, int toSeconds)
    {
        var milliseconds = Dice(fromSeconds * 1000, toSeconds * 1000);
        Note($"{milliseconds / 1000.0:F1} s");
        await Task.Delay(milliseconds);
    }

    public async Task Until(string what, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > ReturnLimit)
                throw new TimeoutException(
                    $"in vain for {watch.Elapsed.TotalSeconds:F0} s: {what}"
                );
            await Task.Delay(100);
        }
    }

    /// <summary>PostgreSQL takes connections and commits again.</summary>
    public Task DatabaseIsBack() =>
        Until(
            "PostgreSQL is back",
            async () =>
            {
                try
                {
                    await using var connection = await system.Connect("postgres");
                    await Sql.Do(connection, "create temporary table back as select 1");
                    return true;
                }
                catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
                {
                    return false;
                }
            }
        );

    public Task BrokerIsBack() =>
        Until(
            "RabbitMQ is back",
            async () =>
            {
                try
                {
                    using var answer = await system.Management.GetAsync("/api/overview");
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception failure)
                    when (failure is HttpRequestException or OperationCanceledException)
                {
                    return false;
                }
            }
        );

    public Task ServiceIsBack(string service) =>
        Until($"{service} is back", () => system.IsHealthy(service));
}

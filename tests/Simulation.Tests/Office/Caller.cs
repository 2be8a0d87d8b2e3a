using HoanKiem.ServiceDefaults;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>What an act answered: a refusal changes nothing.</summary>
internal sealed record Answer(string? Refused, string Value = "");

/// <summary>
/// People at the other end of HTTP: a request or its answer may get lost, so they ask again, with the same idempotency key, until they
/// have an answer. What they were told stands in the ledger.
/// </summary>
internal sealed class Caller(World world, Twin twin)
{
    private readonly Dictionary<(Service, Guid), Answer> _ledger = [];
    private readonly Dictionary<Service, Table<Guid, Answer>> _keys = [];

    /// <summary>Everything that was acknowledged.</summary>
    public IEnumerable<(Service Service, Guid Key, Answer Answer)> Ledger =>
        _ledger.Select(entry => (entry.Key.Item1, entry.Key.Item2, entry.Value));

    /// <summary>Whether the service knows that it gave this answer.</summary>
    public bool Remembers(Service service, Guid key, Answer answer) =>
        _keys[service].Committed.TryGetValue(key, out var known) && known == answer;

    public async Task<Answer> CallAsync(
        Service service,
        string what,
        Func<Session, Task<Answer>> act
    )
    {
        var key = world.Dice.Id(world.Now);
        while (true)
        {
            await world.Pause(null, world.Weather.RoundTrip(world), what);
            if (!world.Breaks() && service.Anyone() is { } replica)
            {
                var call = new Promise<Answer?>();
                Action broken = () => call.Keep(null);
                replica.AtCrash(broken);
                world.Start(
                    replica,
                    what,
                    TimeSpan.Zero,
                    async () =>
                    {
                        await HandleAsync(replica, key, act, call);
                        replica.Returned(broken);
                    }
                );
                var answer = await call;
                if (answer is not null && !world.Breaks())
                {
                    if (answer.Refused is null)
                        _ledger[(service, key)] = answer;
                    return answer;
                }
            }
            await world.Pause(null, TimeSpan.FromSeconds(1 + world.Dice.Below(60)), "asks again");
        }
    }

    private async Task HandleAsync(
        Replica replica,
        Guid key,
        Func<Session, Task<Answer>> act,
        Promise<Answer?> call
    )
    {
        if (!_keys.TryGetValue(replica.Service, out var keys))
            _keys[replica.Service] = keys = new Table<Guid, Answer>("idempotency");
        try
        {
            using var session = new Session(replica);
            await session.StepAsync("looks for the key");
            await session.LockAsync((keys, key));
            if (keys.Find(session.Transaction, key) is { } stored)
            {
                call.Keep(stored);
                return;
            }
            var answer = await act(session);
            if (answer.Refused is null)
            {
                keys.Put(session.Transaction, key, answer);
                if (twin == Twin.AnswerBeforeCommit)
                    call.Keep(answer);
                await session.SaveAsync();
                await session.CommitAsync();
            }
            call.Keep(answer);
        }
        catch (Exception failure) when (failure is AwayException or LostRaceException)
        {
            call.Keep(null); // 503, or 409: ask again
        }
    }

    public static Answer Of(Refusal? refusal) => new(refusal?.DetailEn);
}

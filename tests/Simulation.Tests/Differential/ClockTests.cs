using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Messaging.Tests;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HoanKiem.Simulation.Tests.Differential;

/// <summary>The same deadlines set, moved, taken away and failing, and the same expectations and answers, on PostgreSQL and in the simulation.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private const string Kind = "step-due";
    private readonly FakeTimeProvider _clock = new(Weather.Calm.From);
    private readonly HashSet<string> _failing = [];
    private readonly List<string> _elapsed = [];
    private Real _real = null!;
    private Memory _memory = null!;

    public async ValueTask InitializeAsync()
    {
        _real = await Real.CreateAsync(
            ResourceNames.Reporting,
            m => m.OnDeadline<NoteDeadline>(Kind),
            _clock
        );
        _real.Services.GetRequiredService<Trouble>().Throw = (key, _) =>
            _failing.Contains(key) ? new PoisonException() : null;
        _memory = new Memory(
            ResourceNames.Reporting,
            service =>
                service.Deadlines[Kind] = (session, key, _) =>
                {
                    if (_failing.Contains(key))
                        throw new PoisonException();
                    session.Write(() => _elapsed.Add(key));
                    return Task.CompletedTask;
                }
        );
    }

    public ValueTask DisposeAsync() => _real.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_clocks_of_the_simulation_are_the_real_ones(int seed)
    {
        var dice = new Dice((ulong)seed);
        string[] keys = ["a", "b", "c"];
        var deadlines = _real.Make<DeadlineClock>();
        var expectations = _real.Make<ExpectationClock>();
        await using var connection = await _real.ConnectAsync();
        for (var act = 0; act < 80; act++)
        {
            var (key, die) = (dice.OneOf(keys), dice.Below(100));
            if (die < 30)
            {
                // No two at the same moment: which of them comes first is not promised. And none on the minute, to which clocks go.
                var due =
                    _clock.GetUtcNow()
                    + TimeSpan.FromMinutes(dice.Below(60))
                    + TimeSpan.FromSeconds(30)
                    + TimeSpan.FromTicks(10 * act);
                await BothAsync(
                    s => s.GetRequiredService<IDeadlines>().Set(Kind, key, due),
                    m => m.Set(Kind, key, due)
                );
            }
            else if (die < 38)
                await BothAsync(
                    s => s.GetRequiredService<IDeadlines>().Clear(Kind, key),
                    m => m.Clear(Kind, key)
                );
            else if (die < 43)
            {
                if (!_failing.Remove(key))
                    _failing.Add(key);
            }
            else if (die < 58)
                await BothAsync(
                    s =>
                        s.GetRequiredService<IExpectations>()
                            .Expect("case", key, TimeSpan.FromMinutes(10)),
                    m => m.Expect("case", key, TimeSpan.FromMinutes(10))
                );
            else if (die < 72)
                await BothAsync(
                    s => s.GetRequiredService<IExpectations>().Met("case", key),
                    m => m.Met("case", key)
                );
            else if (die < 88)
            {
                var span = TimeSpan.FromMinutes(1 + dice.Below(15));
                _clock.Advance(span);
                _memory.World.Later(
                    _clock.GetUtcNow() - _memory.World.Now,
                    null,
                    "later",
                    () => { }
                );
                _memory.World.Run();
                while (await deadlines.ElapseNextAsync(default)) { }
                _memory.Do(() => _memory.Replica.DoAsync(Chore.Deadlines));
            }
            else
            {
                await expectations.MeetAsync(connection, default);
                await ExpectationClock.SweepClearedAsync(connection, default);
                _memory.Do(() => _memory.Replica.DoAsync(Chore.Expectations));
            }
            await SameRowsAsync(act);
        }
    }

    private async Task BothAsync(Action<IServiceProvider> real, Action<Session> memory)
    {
        await using var scope = _real.Services.CreateAsyncScope();
        real(scope.ServiceProvider);
        await scope.ServiceProvider.GetRequiredService<TestDb>().SaveChangesAsync();
        _memory.Do(() =>
            _memory.Replica.ActAsync(session =>
            {
                memory(session);
                return Task.FromResult(true);
            })
        );
    }

    private async Task SameRowsAsync(int act)
    {
        var tables = _memory.Tables;
        await Same(
            "select concat_ws(' ', key, extract(epoch from due_at)::bigint, attempts) from deadline",
            tables.Deadline.Committed.Values.Select(r =>
                $"{r.Key} {(r.DueAt is { } due ? $"{Rounded(due)} " : "")}{r.Attempts}"
            )
        );
        await Same(
            "select concat_ws(' ', key, missed_at is not null, met_at is not null) from expectation",
            tables.Expectation.Committed.Values.Select(r =>
                $"{r.Key} {(r.MissedAt is null ? 'f' : 't')} {(r.MetAt is null ? 'f' : 't')}"
            )
        );
        await Same(
            "select key from expectation_answer",
            tables.Answer.Committed.Values.Select(r => r.Key)
        );
        Assert.Equal(
            await _real.RowsAsync(
                "select coalesce(string_agg(subject, ' ' order by id), '') from note"
            ),
            [string.Join(' ', _elapsed)]
        );

        async Task Same(string sql, IEnumerable<string> memory) =>
            Assert.Equal(
                (await _real.RowsAsync(sql)).Prepend($"after act {act}"),
                Memory.Sorted(memory).Prepend($"after act {act}")
            );
    }

    private static long Rounded(DateTimeOffset at) =>
        (long)Math.Round((at - DateTimeOffset.UnixEpoch).TotalSeconds);

    private sealed class NoteDeadline(TestDb db, Trouble trouble) : IHandleDeadline
    {
        public Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
        {
            db.Add(
                new Note
                {
                    Subject = key,
                    Sequence = 0,
                    By = "deadline",
                }
            );
            trouble.Strike(key, 0);
            return Task.CompletedTask;
        }
    }
}

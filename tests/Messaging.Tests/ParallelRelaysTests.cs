using System.Collections.Concurrent;
using CsCheck;
using HoanKiem.Testing;
using Npgsql;

namespace HoanKiem.Messaging.Tests;

/// <summary>Relays that want to number at the same moment number as they would have done one after another.</summary>
public sealed class ParallelRelaysTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(
            "create table turn (mark text primary key, last int not null)"
        );
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public void Relays_at_once_number_as_in_some_order_and_one_that_dies_lets_the_next_in() =>
        Gen.Const(0)
            .Select(_ => new Turns(_database))
            .SampleParallel(
                Gen.Select(Gen.Long, Gen.Bool)
                    .Operation<Turns>(
                        act => act.ToString(),
                        (turns, act) => turns.Number(act.Item1, act.Item2)
                    ),
                equal: (one, other) => one.Story() == other.Story(),
                maxSequentialOperations: 2,
                maxParallelOperations: 4,
                iter: 40,
                threads: 4,
                print: turns => turns.Story()
            );

    /// <summary>A number that is read and written in two steps, as a relay does: only the lock keeps two from taking the same.</summary>
    private sealed class Turns(TestDatabase database)
    {
        private readonly string _mark = Guid.NewGuid().ToString("N");
        private readonly ConcurrentDictionary<long, int> _numbers = new();

        public void Number(long act, bool dies) => NumberAsync(act, dies).GetAwaiter().GetResult();

        private async Task NumberAsync(long act, bool dies)
        {
            await using var connection = new NpgsqlConnection(
                database.ConnectionString + ";Pooling=false"
            );
            await connection.OpenAsync();
            await RelayLock.TakeAsync(
                connection,
                TimeSpan.FromMilliseconds(2),
                CancellationToken.None
            );
            var next = 1 + await ReadAsync(connection);
            await WriteAsync(connection, next);
            _numbers[act] = next;
            if (!dies)
                await RelayLock.LeaveAsync(connection);
        }

        private async Task<int> ReadAsync(NpgsqlConnection connection)
        {
            await using var read = new NpgsqlCommand(
                "select coalesce((select last from turn where mark = $1), 0)",
                connection
            )
            {
                Parameters = { new() { Value = _mark } },
            };
            return (int)(await read.ExecuteScalarAsync())!;
        }

        private async Task WriteAsync(NpgsqlConnection connection, int last)
        {
            await using var write = new NpgsqlCommand(
                "insert into turn values ($1, $2) on conflict (mark) do update set last = $2",
                connection
            )
            {
                Parameters =
                {
                    new() { Value = _mark },
                    new() { Value = last },
                },
            };
            await write.ExecuteNonQueryAsync();
        }

        /// <summary>Which act got which number.</summary>
        public string Story() =>
            string.Join(
                ' ',
                _numbers
                    .OrderBy(number => number.Key)
                    .Select(number => $"{number.Key}: {number.Value};")
            );
    }
}

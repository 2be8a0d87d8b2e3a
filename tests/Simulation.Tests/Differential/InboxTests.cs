using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Messaging.Tests;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Simulation.Tests.Differential;

/// <summary>
/// The same arrivals, in any order, twice, late, failing and driven again, to the real inbox on PostgreSQL and to the simulation's:
/// each answer and every row have to be the same.
/// </summary>
public sealed class InboxTests : IAsyncLifetime
{
    private readonly HashSet<(Guid Petition, long Sequence)> _poison = [];
    private readonly HashSet<(Guid Petition, long Sequence)> _poisonOfNewest = [];
    private Real _real = null!;
    private Memory _memory = null!;

    public async ValueTask InitializeAsync()
    {
        _real = await Real.CreateAsync(ResourceNames.Reporting, TestService.ReportPetitions);
        var trouble = _real.Services.GetRequiredService<Trouble>();
        trouble.Throw = (subject, sequence) =>
            _poison.Contains((Guid.Parse(subject), sequence)) ? new PoisonException() : null;
        trouble.ThrowNewest = (subject, sequence) =>
            _poisonOfNewest.Contains((Guid.Parse(subject), sequence))
                ? new PoisonException()
                : null;
        _memory = new Memory(
            ResourceNames.Reporting,
            service => Lives.Report(service, _poison, _poisonOfNewest)
        );
    }

    public ValueTask DisposeAsync() => _real.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_inbox_of_the_simulation_is_the_real_one(int seed)
    {
        var dice = new Dice((ulong)seed);
        var ids = new Dictionary<(Guid, int, bool), Guid>();
        var petitions = Enumerable.Range(0, 3).Select(_ => Id()).ToList();
        for (var act = 0; act < 70; act++)
        {
            var (petition, sequence) = (dice.OneOf(petitions), 1 + dice.Below(6));
            var die = dice.Below(100);
            // Now and then the same place comes under another id, as if somebody had said it twice.
            var key = (petition, sequence, dice.Chance(0.07));
            if (!ids.TryGetValue(key, out var id))
                ids[key] = id = Id();
            var message = new Message(id, Lives.Event(petition, sequence));
            var (what, real, memory) =
                die < 72 ? ("deliver", await DeliverAsync(message), Delivered(message))
                : die < 78 ? ("poison", Poison(_poison, petition, sequence), "")
                : die < 82 ? ("poison", Poison(_poisonOfNewest, petition, sequence), "")
                : die < 88 ? ("redrive", await RedriveAsync(), Redriven())
                : die < 95 ? ("die after the turn", await TurnAsync(message), Turned(message))
                : ("release what is left behind", await ReleaseAsync(), Released());
            Assert.Equal($"{act} {what}: {real}", $"{act} {what}: {memory}");
            if (act % 10 == 9)
                await SameRowsAsync();
        }
    }

    private static Guid Id() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    private static Arrival ArrivalOf(Message message) =>
        Arrival.Of(message.Event, ResourceNames.Reporting, message.Id, null);

    private async Task<string> DeliverAsync(Message message)
    {
        try
        {
            return (await _real.Pipeline.DeliverAsync(ArrivalOf(message), default)).ToString();
        }
        catch (PoisonException failure)
        {
            await using var connection = await _real.ConnectAsync();
            var failed = FailedMessage.Of(ArrivalOf(message), failure);
            await ErrorStore.AddAsync(connection, failed, TimeProvider.System.GetUtcNow(), default);
            return "failed";
        }
    }

    private string Delivered(Message message) =>
        _memory.Do(() => _memory.Replica.ReceiveAsync(message, Lives.Queue))?.ToString()
        ?? "failed";

    private static string Poison(HashSet<(Guid, long)> poison, Guid petition, long sequence)
    {
        if (!poison.Remove((petition, sequence)))
            poison.Add((petition, sequence));
        return "";
    }

    private async Task<string> RedriveAsync()
    {
        await RedriveErrors.RunAsync(
            null,
            _real.Services,
            _real.Pipeline,
            TimeProvider.System,
            default
        );
        return "";
    }

    private string Redriven()
    {
        _memory.Do(_memory.Replica.RedriveAsync);
        return "";
    }

    // Committed, and the process dies before it has applied the held one behind it. Only where nobody cares for the type.
    private async Task<string> TurnAsync(Message message)
    {
        if (message.Sequence % 3 != 0)
            return "";
        await using var connection = await _real.ConnectAsync();
        var (outcome, waits) = await Turn.TakeAsync(
            connection,
            null,
            ArrivalOf(message),
            null,
            TimeProvider.System.GetUtcNow(),
            default
        );
        if (outcome == DeliveryOutcome.Late)
            await Turn.MarkLateAsync(connection, null, ArrivalOf(message), default);
        return $"{outcome} {waits}";
    }

    private string Turned(Message message)
    {
        if (message.Sequence % 3 != 0)
            return "";
        var (inbox, now) = (_memory.Service.Inbox, _memory.World.Now);
        return _memory.Service.Database.Run(tx =>
        {
            var (outcome, waits) = inbox.Take(tx, message, Lives.Queue, holdBody: false, now);
            if (outcome == DeliveryOutcome.Late)
                inbox.MarkLate(tx, message, Lives.Queue);
            return $"{outcome} {waits}";
        });
    }

    private async Task<string> ReleaseAsync()
    {
        await using var connection = await _real.ConnectAsync();
        await _real.Make<ExpectationClock>().ReleaseLeftBehindAsync(connection, default);
        return "";
    }

    private string Released()
    {
        _memory.Do(() => _memory.Replica.DoAsync(Chore.LeftBehind));
        return "";
    }

    private async Task SameRowsAsync()
    {
        var tables = _memory.Tables;
        Same(
            await _real.RowsAsync("select concat_ws(' ', message_id, late) from inbox"),
            tables.Inbox.Committed.Select(r => $"{r.Key.MessageId} {(r.Value.Late ? 't' : 'f')}")
        );
        Same(
            await _real.RowsAsync(
                "select concat_ws(' ', aggregate, sequence, message_id) from cursor"
            ),
            tables.Cursor.Committed.Select(r =>
                $"{r.Key.Aggregate} {r.Value.Sequence} {r.Value.MessageId}".TrimEnd()
            )
        );
        Same(
            await _real.RowsAsync(
                "select concat_ws(' ', aggregate, handler, sequence) from latest"
            ),
            tables.Latest.Committed.Select(r =>
                $"{r.Key.Aggregate} {r.Key.Handler} {r.Value.Sequence}"
            )
        );
        Same(
            await _real.RowsAsync(
                "select concat_ws(' ', aggregate, sequence, message_id, body is not null, failed_at is not null) from held"
            ),
            tables.Held.Committed.Select(r =>
                $"{r.Key.Aggregate} {r.Key.Sequence} {r.Value.Message.Id} {(r.Value.HasBody ? 't' : 'f')} {(r.Value.FailedAt is null ? 'f' : 't')}"
            )
        );
        Same(
            await _real.RowsAsync(
                "select concat_ws(' ', message_id, aggregate, sequence, attempts) from error"
            ),
            tables.Error.Committed.Select(r =>
                $"{r.Key.MessageId} {r.Value.Message.Aggregate} {r.Value.Message.Sequence} {r.Value.Attempts}"
            )
        );
        Same(
            await _real.RowsAsync(
                "select concat_ws(' ', subject, by, string_agg(sequence::text, ',' order by id)) from note group by subject, by"
            ),
            _memory
                .Service.Effects.Committed.OrderBy(r => r.Key)
                .GroupBy(r => (r.Value.Message.Aggregate, By: ByOf(r.Value.Handler)))
                .Select(g =>
                    $"{g.Key.Aggregate} {g.Key.By} {string.Join(',', g.Select(r => r.Value.Message.Sequence))}"
                )
        );
    }

    private static string ByOf(string handler) =>
        handler switch
        {
            nameof(WriteDownInOrder) => "ordered",
            nameof(WriteDownNewest) => "latest",
            _ => "independent",
        };

    private static void Same(List<string> real, IEnumerable<string> memory) =>
        Assert.Equal(real, Memory.Sorted(memory));
}

using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Messaging.Tests;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Simulation.Tests.Differential;

/// <summary>
/// The same transactions, overtaking each other and rolled back, and the same relay, dying between confirm and note, on PostgreSQL with
/// RabbitMQ and in the simulation: outbox, published and queue have to be the same.
/// </summary>
public sealed class RelayTests : IAsyncLifetime
{
    private readonly List<(
        IServiceScope Scope,
        IDbContextTransaction Real,
        Session Memory
    )> _open = [];
    private TestBroker _broker = null!;
    private Real _real = null!;
    private Memory _memory = null!;
    private BrokerChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await TestBroker.CreateAsync();
        _real = await Real.CreateAsync(ResourceNames.Feedback, _ => { });
        _channel = await BrokerChannel.OpenAsync(
            _broker.ConnectionString,
            ResourceNames.Feedback,
            default
        );
        _memory = new Memory(
            ResourceNames.Feedback,
            service =>
                service.Broker.Subscribe(
                    new Service(service.World, service.Broker, ResourceNames.Reporting, Twin.None),
                    ResourceNames.Feedback,
                    listens: false
                )
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (scope, transaction, _) in _open)
        {
            await transaction.DisposeAsync();
            scope.Dispose();
        }
        await _channel.DisposeAsync();
        await _real.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task The_relay_of_the_simulation_is_the_real_one()
    {
        var dice = new Dice(2026);
        var petitions = Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToList();
        var said = petitions.ToDictionary(petition => petition, _ => 0);
        for (var act = 0; act < 90; act++)
        {
            var die = dice.Below(100);
            if (die < 45 && _open.Count < 4)
            {
                var free = petitions.Except(Busy).ToList();
                var petition = dice.OneOf(free);
                await SayAsync(petition, ++said[petition]);
            }
            else if (die < 75 && _open.Count > 0)
                await EndAsync(_open[dice.Below(_open.Count)], commit: dice.Chance(0.8), said);
            else
                await RelayAsync(
                    dies: dice.Chance(0.3),
                    again: dice.Chance(0.15) ? dice.OneOf(petitions) : null
                );
            if (act % 15 == 14)
                await SameRowsAsync();
        }
        await SameQueueAsync();
    }

    private readonly Dictionary<Session, (Guid Petition, int Sequence)> _saying = [];

    private IEnumerable<Guid> Busy => _saying.Values.Select(say => say.Petition);

    // Saved and not committed: its id is taken, and nobody sees it.
    private async Task SayAsync(Guid petition, int sequence)
    {
        var scope = _real.Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<TestDb>();
        var transaction = await db.Database.BeginTransactionAsync();
        var e = Lives.Event(petition, sequence);
        scope.ServiceProvider.GetRequiredService<IOutbox>().Publish(e);
        await db.SaveChangesAsync();

        var session = new Session(_memory.Replica);
        session.Publish(e);
        _memory.Do(session.SaveAsync);
        _open.Add((scope, transaction, session));
        _saying[session] = (petition, sequence);
    }

    private async Task EndAsync(
        (IServiceScope Scope, IDbContextTransaction Real, Session Memory) saying,
        bool commit,
        Dictionary<Guid, int> said
    )
    {
        if (commit)
        {
            await saying.Real.CommitAsync();
            _memory.Do(saying.Memory.CommitAsync);
        }
        else
        {
            await saying.Real.RollbackAsync();
            saying.Memory.Dispose();
            said[_saying[saying.Memory].Petition]--;
        }
        await saying.Real.DisposeAsync();
        saying.Scope.Dispose();
        _saying.Remove(saying.Memory);
        _open.Remove(saying);
    }

    private async Task RelayAsync(bool dies, Guid? again)
    {
        await using var connection = await _real.ConnectAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await RelayOf(_real).RelayAsync(connection, _channel, default);
            // Confirmed, and the process dies before the note is committed.
            if (dies)
                await transaction.RollbackAsync();
            else
                await transaction.CommitAsync();
        }
        var relay = new Relay(_memory.Replica);
        _memory.Do(() => relay.RelayAsync(() => dies));

        if (again is not { } petition)
            return;
        var order = new RepublishOrder(petition.ToString(), null, null, Lives.Queue);
        var now = TimeProvider.System.GetUtcNow();
        await Republisher.OrderAsync(connection, Guid.CreateVersion7(now), order, now, default);
        Assert.True(await Republisher.RunNextAsync(connection, _channel, default));
        _memory.Service.Database.Run(tx =>
        {
            _memory.Service.Outbox.Order(tx, petition.ToString(), Lives.Queue, _memory.World.Now);
            return true;
        });
        Assert.True(_memory.Do(relay.RepublishAsync));
    }

    private OutboxRelay RelayOf(Real real) =>
        ActivatorUtilities.CreateInstance<OutboxRelay>(
            real.Services,
            new BrokerAddress(_broker.ConnectionString),
            ActivatorUtilities.CreateInstance<BrokerChores>(real.Services, real.Make<Teller>())
        );

    private async Task SameRowsAsync()
    {
        var tables = _memory.Tables;
        Assert.Equal(
            await _real.RowsAsync(
                "select coalesce(string_agg(e.aggregate_id || ' ' || e.sequence, ', ' order by o.id), '') from outbox o join event_log e using (event_id)"
            ),
            [
                string.Join(
                    ", ",
                    tables.Outbox.Committed.OrderBy(r => r.Key).Select(r => Label(r.Value.EventId))
                ),
            ]
        );
        Assert.Equal(
            await _real.RowsAsync(
                "select p.position || ' ' || e.aggregate_id || ' ' || e.sequence from published p join event_log e using (event_id)"
            ),
            Memory.Sorted(
                tables.Published.Committed.Select(r => $"{r.Key} {Label(r.Value.EventId)}")
            )
        );
    }

    private string Label(Guid eventId)
    {
        var message = _memory.Tables.EventLog.Committed[eventId];
        return $"{message.Aggregate} {message.Sequence}";
    }

    // All that a subscriber gets, in the order in which it was sent.
    private async Task SameQueueAsync()
    {
        var real = (await _broker.DrainAsync(Lives.Queue))
            .Select(body => FailedMessage.Read(Lives.Queue, body, ""))
            .Select(sent => $"{sent.Aggregate} {sent.Sequence}")
            .ToList();
        Assert.NotEmpty(real);
        Assert.Equal(
            real,
            _memory.Broker.MessagesOf(Lives.Queue).Select(m => $"{m.Aggregate} {m.Sequence}")
        );
    }
}

using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Messaging;
using HoanKiem.Messaging.Tests;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.Simulation.Tests.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Simulation.Tests.Differential;

/// <summary>
/// The inbox of Reporting twice, on PostgreSQL and in memory, with the same trouble in its handlers. Each hears the same messages, as
/// EventReceiver hands them over: what cannot be handled is listed, and while the database is away the message stays in hand.
/// </summary>
internal sealed class Inboxes : IAsyncDisposable
{
    private readonly HashSet<(Guid, long)>[] _stumbles =
    [
        [],
        [],
    ];

    private Inboxes(Real real)
    {
        Real = real;
        var trouble = real.Services.GetRequiredService<Trouble>();
        trouble.Throw = (subject, sequence) =>
            _stumbles[0].Remove((Guid.Parse(subject), sequence)) ? new TimeoutException()
            : Poison.Contains((Guid.Parse(subject), sequence)) ? new PoisonException()
            : null;
        trouble.ThrowNewest = (subject, sequence) =>
            PoisonOfNewest.Contains((Guid.Parse(subject), sequence)) ? new PoisonException() : null;
        Memory = new Memory(ResourceNames.Reporting, Listen);
    }

    public Real Real { get; }

    public Memory Memory { get; }

    /// <summary>What the handler that needs order cannot handle.</summary>
    public HashSet<(Guid Petition, long Sequence)> Poison { get; } = [];

    /// <summary>What the handler that only wants the newest cannot handle.</summary>
    public HashSet<(Guid Petition, long Sequence)> PoisonOfNewest { get; } = [];

    public static async Task<Inboxes> CreateAsync() =>
        new(await Real.CreateAsync(ResourceNames.Reporting, TestService.ReportPetitions));

    public static Guid Id() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public static Arrival ArrivalOf(Message message) =>
        Arrival.Of(message.Event, ResourceNames.Reporting, message.Id, null);

    /// <summary>The database is away once, when the handler that needs order comes to this event.</summary>
    public void Stumble(Guid petition, long sequence)
    {
        foreach (var stumbles in _stumbles)
        {
            stumbles.Clear();
            stumbles.Add((petition, sequence));
        }
    }

    public static void Toggle(HashSet<(Guid, long)> poison, Guid petition, long sequence)
    {
        if (!poison.Remove((petition, sequence)))
            poison.Add((petition, sequence));
    }

    /// <summary>Hands all of them over at once; what became of each.</summary>
    public async Task<(string Real, string Memory)> DeliverAsync(params Message[] messages)
    {
        var real = await Task.WhenAll(messages.Select(HearAsync));
        var memory = Memory.Do(() =>
            Task.WhenAll(messages.Select(m => Memory.Replica.ReceiveAsync(m, Lives.Queue)))
        );
        return (
            string.Join(", ", real),
            string.Join(", ", memory.Select(outcome => outcome?.ToString() ?? "failed"))
        );
    }

    /// <summary>An operator has the whole list driven again.</summary>
    public async Task RedriveAsync()
    {
        await RedriveErrors.RunAsync(
            null,
            Real.Services,
            Real.Pipeline,
            TimeProvider.System,
            default
        );
        Memory.Do(Memory.Replica.RedriveAsync);
    }

    public ValueTask DisposeAsync() => Real.DisposeAsync();

    private async Task<string> HearAsync(Message message)
    {
        while (true)
        {
            try
            {
                return (await Real.Pipeline.DeliverAsync(ArrivalOf(message), default)).ToString();
            }
            catch (TimeoutException) { }
            catch (PoisonException failure)
            {
                await using var connection = await Real.ConnectAsync();
                var failed = FailedMessage.Of(ArrivalOf(message), failure);
                var now = TimeProvider.System.GetUtcNow();
                await ErrorStore.AddAsync(connection, failed, now, default);
                return "failed";
            }
        }
    }

    // The handlers of TestService.ReportPetitions.
    private void Listen(Service service)
    {
        service.On<PetitionAccepted>(
            Ordering.Ordered,
            nameof(WriteDownInOrder),
            (_, e) => Strike(Poison, e.PetitionId, e.Sequence)
        );
        service.On<PetitionResolved>(
            Ordering.Ordered,
            nameof(WriteDownInOrder),
            (_, e) => Strike(Poison, e.PetitionId, e.Sequence)
        );
        service.On<PetitionResolved>(
            Ordering.Latest,
            nameof(WriteDownNewest),
            (_, e) => Strike(PoisonOfNewest, e.PetitionId, e.Sequence)
        );
        service.On<PetitionResolved>(
            Ordering.Independent,
            nameof(WriteDownEach),
            (_, _) => Task.CompletedTask
        );

        Task Strike(HashSet<(Guid, long)> poison, Guid petition, long sequence) =>
            poison == Poison && _stumbles[1].Remove((petition, sequence))
                ? throw new AwayException()
            : poison.Contains((petition, sequence)) ? throw new PoisonException()
            : Task.CompletedTask;
    }

    /// <summary>Every row is the same.</summary>
    public async Task SameRowsAsync()
    {
        var tables = Memory.Tables;
        Same(
            await Real.RowsAsync("select concat_ws(' ', message_id, late) from inbox"),
            tables.Inbox.Committed.Select(r => $"{r.Key.MessageId} {(r.Value.Late ? 't' : 'f')}")
        );
        Same(
            await Real.RowsAsync(
                "select concat_ws(' ', aggregate, sequence, message_id) from cursor"
            ),
            tables.Cursor.Committed.Select(r =>
                $"{r.Key.Aggregate} {r.Value.Sequence} {r.Value.MessageId}".TrimEnd()
            )
        );
        Same(
            await Real.RowsAsync("select concat_ws(' ', aggregate, handler, sequence) from latest"),
            tables.Latest.Committed.Select(r =>
                $"{r.Key.Aggregate} {r.Key.Handler} {r.Value.Sequence}"
            )
        );
        Same(
            await Real.RowsAsync(
                "select concat_ws(' ', aggregate, sequence, message_id, body is not null, failed_at is not null) from held"
            ),
            tables.Held.Committed.Select(r =>
                $"{r.Key.Aggregate} {r.Key.Sequence} {r.Value.Message.Id} {(r.Value.HasBody ? 't' : 'f')} {(r.Value.FailedAt is null ? 'f' : 't')}"
            )
        );
        Same(
            await Real.RowsAsync(
                "select concat_ws(' ', message_id, aggregate, sequence, attempts) from error"
            ),
            tables.Error.Committed.Select(r =>
                $"{r.Key.MessageId} {r.Value.Message.Aggregate} {r.Value.Message.Sequence} {r.Value.Attempts}"
            )
        );
        Same(
            await Real.RowsAsync(
                "select concat_ws(' ', subject, by, string_agg(sequence::text, ',' order by id)) from note group by subject, by"
            ),
            Memory
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
        Assert.Equal(real, Differential.Memory.Sorted(memory));
}

using System.Collections.Concurrent;
using System.Diagnostics;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Messaging.Tests;

/// <summary>Events that arrive together share a commit and nothing else.</summary>
public sealed class GatheringTests : IAsyncLifetime
{
    private const int Many = 60;
    private readonly Guid[] _petitions = [.. Enumerable.Range(0, Many).Select(_ => Guid.NewGuid())];
    private TestDatabase _database = null!;
    private TestService _reporting = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _reporting = await TestService.StartAsync(
            ResourceNames.Reporting,
            _database.ConnectionString,
            configure: TestService.ReportPetitions
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _reporting.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Events_of_many_aggregates_share_commits_and_each_is_applied_once()
    {
        var outcomes = await Task.WhenAll(_petitions.Select(p => Deliver(p)));

        Assert.All(outcomes, outcome => Assert.Equal(DeliveryOutcome.Applied, outcome));
        Assert.Equal(Many, await _database.ReadAsync<long>("select count(*) from note"));
        Assert.InRange(
            await _database.ReadAsync<long>("select count(distinct xmin::text) from inbox"),
            1,
            Many - 1
        );
    }

    [Fact]
    public async Task One_poison_message_among_many_fails_alone_and_the_others_are_applied()
    {
        _reporting.Trouble.Throw = (subject, _) =>
            subject == _petitions[30].ToString() ? new InvalidOperationException("cannot") : null;

        var delivered = _petitions.Select(p => Deliver(p)).ToList();
        await Assert.ThrowsAsync<InvalidOperationException>(() => delivered[30]);
        await Task.WhenAll(delivered.Where(d => d != delivered[30]));

        Assert.Equal(Many - 1, await _database.ReadAsync<long>("select count(*) from note"));
        Assert.Equal(Many - 1, await _database.ReadAsync<long>("select count(*) from inbox"));
        Assert.Empty(await _reporting.NotesAsync(_petitions[30]));

        _reporting.Trouble.Throw = (_, _) => null;
        Assert.Equal(DeliveryOutcome.Applied, await Deliver(_petitions[30]));
    }

    [Fact]
    public async Task Duplicates_among_many_are_found_and_leave_no_second_effect()
    {
        var messages = _petitions
            .Select(p => (Petition: p, Message: Guid.CreateVersion7()))
            .ToList();

        var outcomes = await Task.WhenAll(
            messages.Concat(messages).Select(m => Deliver(m.Petition, m.Message))
        );

        Assert.Equal(Many, outcomes.Count(outcome => outcome == DeliveryOutcome.Applied));
        Assert.Equal(Many, outcomes.Count(outcome => outcome == DeliveryOutcome.Duplicate));
        Assert.Equal(Many, await _database.ReadAsync<long>("select count(*) from note"));
    }

    [Fact]
    public async Task Each_of_many_is_handled_in_the_trace_of_its_own_act()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "HoanKiem.Messaging",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var handledIn = new ConcurrentDictionary<string, ActivityTraceId>();
        _reporting.Trouble.Throw = (subject, _) =>
        {
            handledIn[subject] = Activity.Current!.TraceId;
            return null;
        };

        var acts = await Task.WhenAll(
            _petitions.Select(async petition =>
            {
                using var act = new Activity("act").Start();
                await Deliver(petition);
                return (Subject: petition.ToString(), act.TraceId);
            })
        );

        Assert.All(acts, act => Assert.Equal(act.TraceId, handledIn[act.Subject]));
    }

    [Fact]
    public async Task Events_of_one_aggregate_share_commits()
    {
        await Task.WhenAll(
            Enumerable.Range(1, Many).Select(place => Deliver(_petitions[0], place))
        );

        Assert.Equal(
            Enumerable.Range(1, Many).Select(place => (long)place),
            await _reporting.NotesAsync(_petitions[0])
        );
        Assert.InRange(
            await _database.ReadAsync<long>("select count(distinct xmin::text) from note"),
            1,
            Many - 1
        );
    }

    [Fact]
    public async Task Events_of_one_aggregate_that_arrive_in_any_order_stay_in_the_order_of_its_life()
    {
        var places = Enumerable.Range(1, Many).Select(place => (long)place).ToArray();
        Random.Shared.Shuffle(places);

        await Task.WhenAll(places.Select(place => Deliver(_petitions[0], place)));

        Assert.Equal(places.Order(), await _reporting.NotesAsync(_petitions[0]));
    }

    [Fact]
    public async Task A_handler_that_asks_the_database_sees_what_was_handled_before_it_in_the_same_commit()
    {
        await using var asking = await ListenAsync<CountThenWrite>();

        await Task.WhenAll(
            Enumerable.Range(1, Many).Select(place => Deliver(_petitions[0], place, asking))
        );

        Assert.Equal(
            Enumerable.Range(0, Many).Select(before => (long)before),
            await asking.NotesAsync(_petitions[0], CountThenWrite.By)
        );
    }

    [Fact]
    public async Task What_is_found_by_key_is_changed_by_many_events_and_saved_once_for_all_of_them()
    {
        var saves = new CountSaves();
        await using var keeping = await ListenAsync<KeepByKey>(services =>
            services.ConfigureDbContext<TestDb>(options => options.AddInterceptors(saves))
        );

        await Task.WhenAll(
            Enumerable.Range(1, Many).Select(place => Deliver(_petitions[0], place, keeping))
        );

        Assert.Equal(
            $"{Many}",
            await _database.ReadAsync<string>(
                $"select stage from kept_petition where id = '{_petitions[0]}'"
            )
        );
        Assert.InRange(saves.Count, 1, Many / 2);
    }

    private Task<TestService> ListenAsync<THandler>(Action<IServiceCollection>? services = null)
        where THandler : class, IHandle<PetitionAccepted> =>
        TestService.StartAsync(
            ResourceNames.Reporting,
            _database.ConnectionString,
            configure: messaging =>
                messaging.From(ResourceNames.Feedback).Ordered<PetitionAccepted, THandler>(),
            services: services
        );

    private Task<DeliveryOutcome> Deliver(Guid petition, long place, TestService? service = null) =>
        (service ?? _reporting).Pipeline.DeliverAsync(
            Petitions.Accepted(petition, place),
            null,
            TestContext.Current.CancellationToken
        );

    private Task<DeliveryOutcome> Deliver(Guid petition, Guid? message = null) =>
        _reporting.Pipeline.DeliverAsync(
            Petitions.Accepted(petition, 1),
            message,
            TestContext.Current.CancellationToken
        );
}

/// <summary>Asks the database how many there are, and writes that down.</summary>
internal sealed class CountThenWrite(TestDb db) : IHandle<PetitionAccepted>
{
    public const string By = "counted";

    public async Task Handle(PetitionAccepted accepted, CancellationToken ct)
    {
        var subject = accepted.PetitionId.ToString();
        var before = await db.Notes.CountAsync(note => note.Subject == subject, ct);
        db.Add(
            new Note
            {
                Subject = subject,
                Sequence = before,
                By = By,
            }
        );
    }
}

/// <summary>Finds its row by key and says there how far the petition is.</summary>
internal sealed class KeepByKey(TestDb db) : IHandle<PetitionAccepted>, IReadByKey
{
    public async Task Handle(PetitionAccepted accepted, CancellationToken ct)
    {
        var kept = await db.Petitions.FindAsync([accepted.PetitionId], ct);
        if (kept is null)
            db.Add(
                kept = new KeptPetition
                {
                    Id = accepted.PetitionId,
                    Agency = accepted.Agency,
                    Stage = "",
                }
            );
        kept.Stage = $"{accepted.Sequence}";
    }
}

/// <summary>How often anything was saved.</summary>
internal sealed class CountSaves : SaveChangesInterceptor
{
    private int _count;

    public int Count => _count;

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _count);
        return ValueTask.FromResult(result);
    }
}

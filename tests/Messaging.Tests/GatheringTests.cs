using System.Collections.Concurrent;
using System.Diagnostics;
using HoanKiem.Contracts;

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

    private Task<DeliveryOutcome> Deliver(Guid petition, Guid? message = null) =>
        _reporting.Pipeline.DeliverAsync(
            Petitions.Accepted(petition, 1),
            message,
            TestContext.Current.CancellationToken
        );
}

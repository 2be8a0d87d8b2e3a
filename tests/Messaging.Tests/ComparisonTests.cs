using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Messaging.Tests;

/// <summary>What a subscriber holds is compared with what its producer has said, and made equal again where it differs.</summary>
public sealed class ComparisonTests : IAsyncLifetime
{
    private readonly Guid[] _petitions = [.. Enumerable.Range(0, 12).Select(_ => Guid.NewGuid())];
    private ComparedServices _services = null!;
    private string _before = "";

    public async ValueTask InitializeAsync()
    {
        _services = await ComparedServices.StartAsync();
        foreach (var petition in _petitions)
            await _services.SayAsync(petition, 1, 4);
        await _services.EqualAsync();
        _before = await _services.HeldAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task While_nothing_differs_nothing_is_found_and_nothing_is_sent_again()
    {
        var compared = await _services.Heard.ReadAsync<DateTime>(
            "select max(compared_at) from digest"
        );
        await Eventually.True(
            "it was compared again",
            async () =>
                await _services.Heard.ReadAsync<DateTime>("select min(compared_at) from digest")
                > compared
        );

        Assert.Equal(0, await _services.Heard.ReadAsync<long>("select count(*) from difference"));
        Assert.Equal(0, await _services.Said.ReadAsync<long>("select count(*) from republish"));
        Assert.Equal(0, Redelivered);
        Assert.Equal(12, await _services.Heard.ReadAsync<decimal>("select sum(count) from digest"));
        Assert.Equal(_before, await _services.HeldAsync());
    }

    [Theory]
    [InlineData("update kept_petition set stage = 'accepted' where id = $1")]
    [InlineData("update kept_petition set due_at = now() where id = $1")]
    [InlineData("delete from kept_petition where id = $1")]
    public async Task A_row_that_was_changed_or_dropped_is_noticed_and_made_again(string harm)
    {
        await HarmAsync(harm);
        Assert.NotEqual(_before, await _services.HeldAsync());

        await HealedAsync(1);

        Assert.Equal(_before, await _services.HeldAsync());
        // Only the one was asked for, and none of its events was handled twice.
        var status = await _services.StatusAsync(_services.Reporting);
        Assert.Equal((1, 1), (status.Comparison.Found, status.Comparison.Healed));
        Assert.Empty(status.Comparison.Differences);
        Assert.Equal(0, status.Duplicates);
        Assert.Equal(48, status.Handled);
    }

    [Fact]
    public async Task A_row_that_was_changed_is_mended_also_when_the_next_event_came_first()
    {
        await HarmAsync(
            "update kept_petition set agency = 'elsewhere', stage = 'upheld' where id = $1"
        );
        await _services.SayAsync(_petitions[0], 5, 5);
        await HealedAsync(1);

        Assert.Equal(
            "hoan-kiem",
            await _services.Heard.ReadAsync<string>(
                $"select agency from kept_petition where id = '{_petitions[0]}'"
            )
        );
        Assert.Equal(5, (await _services.Reporting.NotesAsync(_petitions[0], "kept")).Count);
    }

    [Fact]
    public async Task A_cursor_that_was_dropped_comes_back_and_nothing_is_handled_twice()
    {
        await HarmAsync("delete from cursor where aggregate = $1::text");

        await HealedAsync(1);

        Assert.Equal(_before, await _services.HeldAsync());
    }

    [Fact]
    public async Task Events_that_never_came_are_handled_as_if_they_came_now()
    {
        await HarmAsync("update cursor set sequence = 2, seal = null where aggregate = $1::text");
        await HarmAsync(
            "delete from inbox where message_id in (select message_id from cursor where aggregate = $1::text)"
        );
        var third = (
            await _services.Feedback.ReadAsync(db => EventLog.ReadAsync(db, _petitions[0]))
        )[2].EventId;
        await _services.Heard.ExecuteAsync(
            $"delete from inbox where message_id = '{third}'; update kept_petition set stage = 'accepted' where id = '{_petitions[0]}'"
        );
        await HarmAsync("delete from note where subject = $1::text and sequence > 2");

        await HealedAsync(1);

        Assert.Equal(_before, await _services.HeldAsync());
    }

    [Fact]
    public async Task What_is_under_way_is_no_difference()
    {
        var busy = Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToArray();
        for (var sequence = 1; sequence <= 25; sequence++)
            await Task.WhenAll(busy.Select(p => _services.SayAsync(p, sequence, sequence)));
        await _services.Reporting.DisposeAsync();
        // Said while nobody listens: it waits in the queue, and the digests behind it.
        foreach (var petition in busy)
            await _services.SayAsync(petition, 26, 30);
        await Eventually.True(
            "all of it is told",
            async () =>
                await _services.Said.ReadAsync<decimal>("select sum(sequence) from told") == 288
        );
        _services.Reporting = await _services.StartReportingAsync();
        await _services.EqualAsync();

        Assert.Equal(
            0,
            await _services.Heard.ReadAsync<long>(
                "select count(*) from difference where confirmed_at is not null"
            )
        );
        Assert.Equal(0, Redelivered);
    }

    private long Redelivered =>
        _services
            .Reporting.Services.GetRequiredService<MessagingMetrics>()
            .DuplicatesOf("reporting.from-feedback");

    private Task HarmAsync(string sql) =>
        _services.Heard.ExecuteAsync(
            sql.Replace("$1", $"'{_petitions[0]}'", StringComparison.Ordinal)
        );

    private async Task HealedAsync(long count)
    {
        await Eventually.True(
            "the difference is noticed and healed",
            async () => await _services.HealedAsync() == count
        );
        await _services.EqualAsync();
    }
}

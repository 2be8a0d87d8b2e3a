using System.Diagnostics;
using System.Globalization;
using HoanKiem.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Messaging.Tests;

/// <summary>A service's database is put back to what it was hours ago: that is noticed, and mended as far as the others remember.</summary>
public sealed class RecoveryDrillTests : IAsyncLifetime
{
    private const int Lives = 40;
    private readonly Guid[] _old = [.. Enumerable.Range(0, Lives).Select(_ => Guid.NewGuid())];
    private readonly Guid[] _new = [.. Enumerable.Range(0, Lives).Select(_ => Guid.NewGuid())];
    private ComparedServices _services = null!;

    public async ValueTask InitializeAsync()
    {
        _services = await ComparedServices.StartAsync();
        await SayAsync(_old, 1, 2);
        await _services.EqualAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task A_subscriber_that_was_put_back_is_filled_again_from_the_log_of_its_producer()
    {
        await _services.Reporting.DisposeAsync();
        await using var backup = await _services.Heard.CopyAsync();
        _services.Reporting = await _services.StartReportingAsync();
        await SayAsync(_old, 3, 4);
        await SayAsync(_new, 1, 4);
        await _services.EqualAsync();
        var before = await _services.HeldAsync();

        await _services.Reporting.DisposeAsync();
        await _services.Heard.RestoreAsync(backup);
        // Six hours, as far as the database knows.
        await _services.Heard.ExecuteAsync(
            "update digest set said_at = said_at - interval '6 hours', compared_at = compared_at - interval '6 hours'"
        );
        Assert.Equal(
            Lives * 2,
            await _services.Heard.ReadAsync<long>("select count(*) from inbox")
        );

        var watch = Stopwatch.StartNew();
        _services.Reporting = await _services.StartReportingAsync();
        await Eventually.True(
            "it is noticed",
            async () =>
                await _services.Heard.ReadAsync<long>(
                    "select count(*) from difference where confirmed_at is not null"
                ) > 0
        );
        var noticed = watch.Elapsed;
        await Eventually.True(
            "all rows are there again",
            async () => await _services.HeldAsync() == before
        );
        await _services.EqualAsync();

        TestContext.Current.SendDiagnosticMessage(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Recovery drill, subscriber: {Lives * 6} of {Lives * 8} events had been forgotten; noticed after {noticed.TotalSeconds:F1} s, no difference left after {watch.Elapsed.TotalSeconds:F1} s."
            )
        );
        var status = await _services.StatusAsync(_services.Reporting);
        Assert.Equal(Lives * 8, status.Handled);
        Assert.Equal(0, status.Duplicates);
        Assert.Empty(status.Comparison.Differences);
    }

    [Fact]
    public async Task A_producer_that_was_put_back_learns_what_it_has_lost_and_says_nothing_else_in_those_places()
    {
        await _services.Feedback.DisposeAsync();
        await using var backup = await _services.Said.CopyAsync();
        _services.Feedback = await _services.StartFeedbackAsync();
        await SayAsync(_old[..5], 3, 4);
        await SayAsync(_new[..5], 1, 1);
        await _services.EqualAsync();
        var before = await _services.HeldAsync();

        await _services.Feedback.DisposeAsync();
        await _services.Said.RestoreAsync(backup);
        var watch = Stopwatch.StartNew();
        _services.Feedback = await _services.StartFeedbackAsync();
        await Eventually.True(
            "all that was lost is listed",
            async () => await _services.Said.ReadAsync<long>("select count(*) from lost") == 10
        );
        TestContext.Current.SendDiagnosticMessage(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Recovery drill, producer: ten lives were cut; all are listed after {watch.Elapsed.TotalSeconds:F1} s."
            )
        );
        var status = await _services.StatusAsync(_services.Feedback);
        Assert.Equal(
            _old[..5]
                .Select(id => (id.ToString(), 4L))
                .Concat(_new[..5].Select(id => (id.ToString(), 1L)))
                .Order(),
            status.Comparison.Lost.Select(lost => (lost.Aggregate, lost.Sequence)).Order()
        );

        // It goes on where it believes to be: that place was filled before it was put back.
        await _services.SayAsync(_old[0], 3, 3);
        await _services.SayAsync(_old[9], 3, 3);
        await Eventually.True(
            "what was not lost goes on",
            async () => (await _services.Reporting.NotesAsync(_old[9], "kept")).Count == 3
        );
        Assert.Equal(1, await _services.Said.ReadAsync<long>("select count(*) from outbox"));
        Assert.Equal(4, (await _services.Reporting.NotesAsync(_old[0], "kept")).Count);
        Assert.Contains(
            before.Split('\n')[0],
            await _services.HeldAsync(),
            StringComparison.Ordinal
        );
    }

    private Task SayAsync(Guid[] petitions, int from, int to) =>
        Parallel.ForEachAsync(
            petitions,
            async (petition, _) => await _services.SayAsync(petition, from, to)
        );
}

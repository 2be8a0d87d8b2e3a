using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HoanKiem.Messaging.Tests;

/// <summary>Waits are rows: they survive the process, may be moved and taken away, and come once.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private const string Kind = "step-due";
    private readonly FakeTimeProvider _business = new(new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero));
    private TestDatabase _database = null!;
    private TestService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _service = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_deadline_is_acted_on_once_when_business_time_has_passed_it_also_with_two_clocks()
    {
        await using var other = await StartAsync();
        await SetAsync("a", TimeSpan.FromDays(2));
        await SetAsync("b", TimeSpan.FromDays(1));
        await SetAsync("c", TimeSpan.FromDays(400));

        _business.Advance(TimeSpan.FromDays(3));

        // Two clocks at work side by side promise each deadline once, not which of two they end first.
        await Eventually.True(
            "a and b came and only c is left",
            async () =>
                await _database.ReadAsync<long>("select count(*) from deadline") == 1
                && await _database.ReadAsync<long>("select count(*) from note") >= 2
        );
        Assert.Equal(
            "a,b",
            await _database.ReadAsync<string>(
                "select string_agg(subject, ',' order by subject) from note"
            )
        );
    }

    [Fact]
    public async Task A_deadline_that_was_moved_comes_at_its_new_moment()
    {
        await SetAsync("a", TimeSpan.FromDays(1));
        await SetAsync("a", TimeSpan.FromDays(10));
        await SetAsync("b", TimeSpan.FromDays(2));

        _business.Advance(TimeSpan.FromDays(3));
        await Elapsed("b");

        _business.Advance(TimeSpan.FromDays(10));
        await Elapsed("b", "a");
    }

    [Fact]
    public async Task A_deadline_that_was_taken_away_never_comes()
    {
        await SetAsync("a", TimeSpan.FromDays(1));
        await _service.SaveAsync(s => s.GetRequiredService<IDeadlines>().Clear(Kind, "a"));
        await _service.SaveAsync(s => s.GetRequiredService<IDeadlines>().Clear(Kind, "never set"));
        await SetAsync("b", TimeSpan.FromDays(2));

        _business.Advance(TimeSpan.FromDays(3));

        await Elapsed("b");
        await Eventually.True(
            "no row is left",
            async () => await _database.ReadAsync<long>("select count(*) from deadline") == 0
        );
    }

    [Fact]
    public async Task A_deadline_whose_handler_throws_is_counted_and_comes_again()
    {
        var failed = 0;
        _service.Trouble.Throw = (_, _) =>
            ++failed == 1 ? new InvalidOperationException("cannot") : null;
        await SetAsync("a", TimeSpan.FromDays(1));
        await SetAsync("b", TimeSpan.FromDays(2));

        _business.Advance(TimeSpan.FromDays(3));

        await Elapsed("b", "a");
        Assert.Equal(2 + 1, failed);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<TestService> StartAsync() =>
        TestService.StartAsync(
            ResourceNames.Routing,
            _database.ConnectionString,
            configure: m => m.OnDeadline<WriteDownDeadline>(Kind),
            services: s => s.AddSingleton(new BusinessClock(_business))
        );

    private Task SetAsync(string key, TimeSpan after) =>
        _service.SaveAsync(s =>
            s.GetRequiredService<IDeadlines>().Set(Kind, key, _business.GetUtcNow() + after)
        );

    private Task Elapsed(params string[] keys) =>
        Eventually.True(
            $"the deadlines {string.Join(", ", keys)} came",
            async () =>
                await _database.ReadAsync<string>(
                    "select coalesce(string_agg(subject, ',' order by id), '') from note"
                ) == string.Join(",", keys)
        );

    private sealed class WriteDownDeadline(TestDb db, Trouble trouble) : IHandleDeadline
    {
        public Task Elapsed(string key, DateTimeOffset dueAt, CancellationToken ct)
        {
            db.Add(new Note { Subject = key, By = "deadline" });
            trouble.Strike(key, 0);
            return Task.CompletedTask;
        }
    }
}

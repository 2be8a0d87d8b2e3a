using HoanKiem.Contracts;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HoanKiem.Messaging.Tests;

/// <summary>What expects an answer says so; a missed answer is never silent.</summary>
public sealed class ExpectationTests : IAsyncLifetime
{
    private const string Kind = "case-opened";
    private readonly FakeTimeProvider _system = new(new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero));
    private TestDatabase _database = null!;
    private TestService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _service = await TestService.StartAsync(
            ResourceNames.Routing,
            _database.ConnectionString,
            services: s => s.AddSingleton<TimeProvider>(_system)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_in_time_leaves_no_trace()
    {
        await ExpectAsync("a");
        await MetAsync("a");

        await Rows("expectation", 0);
        await Rows("expectation_answer", 0);
    }

    [Fact]
    public async Task An_answer_may_come_before_it_is_expected()
    {
        await MetAsync("a");
        await ExpectAsync("a");

        await Rows("expectation", 0);
        _system.Advance(TimeSpan.FromMinutes(5));
        await Rows("expectation_answer", 0);
        await Rows("expectation where missed_at is not null", 0);
    }

    [Fact]
    public async Task A_missed_answer_is_listed_and_stays_listed_when_it_comes_late()
    {
        await ExpectAsync("a");
        await ExpectAsync("b");
        await MetAsync("b");
        await Rows("expectation", 1);

        _system.Advance(TimeSpan.FromSeconds(61));
        await Rows("expectation where missed_at is not null", 1);

        await MetAsync("a");
        await Rows("expectation where missed_at is not null and met_at is not null", 1);
    }

    [Fact]
    public async Task Each_answer_meets_one_expectation()
    {
        await ExpectAsync("a");
        await ExpectAsync("a");
        await MetAsync("a");

        await Rows("expectation", 1);
        await MetAsync("a");
        await Rows("expectation", 0);
    }

    [Fact]
    public async Task An_answer_that_nobody_waits_for_is_forgotten()
    {
        await MetAsync("a");

        _system.Advance(TimeSpan.FromMinutes(11));

        await Rows("expectation_answer", 0);
    }

    private Task ExpectAsync(string key) =>
        _service.SaveAsync(s =>
            s.GetRequiredService<IExpectations>().Expect(Kind, key, TimeSpan.FromSeconds(60))
        );

    private Task MetAsync(string key) =>
        _service.SaveAsync(s => s.GetRequiredService<IExpectations>().Met(Kind, key));

    private Task Rows(string table, long count) =>
        Eventually.True(
            $"{count} rows of {table}",
            async () => await _database.ReadAsync<long>($"select count(*) from {table}") == count
        );
}

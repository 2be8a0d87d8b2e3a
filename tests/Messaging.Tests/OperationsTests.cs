using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Messaging.Tests;

/// <summary>What an operator sees and orders over HTTP.</summary>
public sealed class OperationsTests : IAsyncLifetime
{
    private readonly Guid _petition = Guid.NewGuid();
    private TestDatabase _database = null!;
    private WebApplication _reporting = null!;
    private HttpClient _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Messaging:Transport"] = "None";
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<Trouble>();
        builder.Services.AddSingleton(new BusinessClock(TimeProvider.System));
        builder.Services.AddDbContext<TestDb>(o => o.UseNpgsql(_database.ConnectionString));
        // Who an operator is, is tested where the policy is made.
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy("operator", policy => policy.RequireAssertion(_ => true));
        builder.AddMessaging<TestDb>(
            ResourceNames.Reporting,
            m =>
            {
                TestService.ReportPetitions(m);
                m.OnReset(
                    (scope, _, ct) =>
                        scope.GetRequiredService<TestDb>().Notes.ExecuteDeleteAsync(ct)
                );
            }
        );
        _reporting = builder.Build();
        _reporting.UseAuthorization();
        _reporting.MapMessagingOperations();
        await _reporting.StartAsync(Ct);
        _operator = _reporting.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await _reporting.StopAsync(CancellationToken.None);
        await _reporting.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_status_counts_what_was_handled_what_is_held_and_what_failed()
    {
        await DeliverAsync(1);
        await DeliverAsync(3);
        var trouble = _reporting.Services.GetRequiredService<Trouble>();
        trouble.Throw = (_, _) => new InvalidOperationException("cannot\nmore");
        await DeliverAsync(4);
        await DeliverAsync(2, swallow: true);

        var status = await _operator.GetFromJsonAsync<JsonElement>(
            "/operations/messaging/status",
            Ct
        );

        Assert.Equal("reporting", status.GetProperty("service").GetString());
        Assert.Equal(3, status.GetProperty("handled").GetInt64());
        Assert.Equal(2, status.GetProperty("held").GetInt64());
        Assert.Equal(0, status.GetProperty("duplicates").GetInt64());
        Assert.Equal(0, status.GetProperty("outboxWaiting").GetInt64());
        Assert.Equal(0, status.GetProperty("expectationsMissed").GetArrayLength());
        Assert.Contains(
            status.GetProperty("queues").EnumerateArray(),
            q =>
                q.GetProperty("name").GetString() == "reporting.from-feedback"
                && q.GetProperty("handled").GetInt64() == 3
        );
    }

    [Fact]
    public async Task Errors_are_listed_without_their_content_and_redriven()
    {
        var trouble = _reporting.Services.GetRequiredService<Trouble>();
        trouble.Throw = (_, sequence) =>
            sequence == 2 ? new InvalidOperationException("cannot") : null;
        await DeliverAsync(2);
        await DeliverAsync(1);

        var errors = await _operator.GetFromJsonAsync<JsonElement>(
            "/operations/messaging/errors",
            Ct
        );
        var error = Assert.Single(errors.EnumerateArray());
        Assert.Equal(_petition.ToString(), error.GetProperty("aggregate").GetString());
        Assert.Equal(2, error.GetProperty("sequence").GetInt64());
        Assert.Contains("cannot", error.GetProperty("reason").GetString());
        Assert.False(error.TryGetProperty("body", out _));

        trouble.Throw = (_, _) => null;
        var redriven = await _operator.PostAsJsonAsync(
            "/operations/messaging/errors/redrive",
            new { },
            Ct
        );
        var result = await redriven.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(1, result.GetProperty("handled").GetInt32());
        Assert.Equal(
            2,
            await _database.ReadAsync<long>("select count(*) from note where by = 'ordered'")
        );
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("""{"all":true,"aggregateId":"a"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"all":true,"queue":"routing.from-dossiers"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"all":true}""", HttpStatusCode.Accepted)]
    [InlineData("""{"from":"2026-11-23T00:00:00+07:00"}""", HttpStatusCode.Accepted)]
    public async Task An_order_to_republish_says_exactly_what(string body, HttpStatusCode status)
    {
        var answer = await _operator.PostAsync(
            "/operations/messaging/republish",
            new StringContent(
                body,
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
            ),
            Ct
        );

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            status == HttpStatusCode.Accepted ? 1 : 0,
            await _database.ReadAsync<long>("select count(*) from republish")
        );
    }

    [Fact]
    public async Task A_missed_answer_that_somebody_took_note_of_stays_listed_and_no_longer_worsens_health()
    {
        await _database.ExecuteAsync(
            """
            insert into expectation (kind, key, expected_at, due_at, missed_at, met_at) values
                ('case-opened', 'a', now(), now(), now(), null), ('case-opened', 'b', now(), now(), now(), null),
                ('shipment', 'c', now(), now(), now(), now())
            """
        );
        Assert.Equal(2, (await CountsAsync()).ExpectationsMissed);

        await AcknowledgeAsync(1, new { kind = "case-opened", key = "a" });
        await AcknowledgeAsync(0, new { kind = "case-opened", key = "a" });
        Assert.Equal(1, (await CountsAsync()).ExpectationsMissed);
        await AcknowledgeAsync(1, new { });
        Assert.Equal(0, (await CountsAsync()).ExpectationsMissed);

        var status = await _operator.GetFromJsonAsync<JsonElement>(
            "/operations/messaging/status",
            Ct
        );
        var missed = status.GetProperty("expectationsMissed").EnumerateArray().ToList();
        Assert.Equal(3, missed.Count);
        Assert.Equal(
            ["a", "b"],
            missed
                .Where(m => m.GetProperty("acknowledgedAt").ValueKind != JsonValueKind.Null)
                .Select(m => m.GetProperty("key").GetString())
                .Order()
        );
        var unclear = await _operator.PostAsJsonAsync(
            "/operations/messaging/expectations/acknowledge",
            new { key = "a" },
            Ct
        );
        Assert.Equal(HttpStatusCode.BadRequest, unclear.StatusCode);

        async Task AcknowledgeAsync(int count, object request)
        {
            var answer = await _operator.PostAsJsonAsync(
                "/operations/messaging/expectations/acknowledge",
                request,
                Ct
            );
            var result = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.Equal(count, result.GetProperty("acknowledged").GetInt32());
        }
    }

    [Fact]
    public async Task What_cannot_be_mended_stays_listed_and_no_longer_worsens_health_when_somebody_took_note()
    {
        await _database.ExecuteAsync(
            """
            insert into difference (producer, aggregate, agency, day, kind, ours, theirs, seen_at, confirmed_at) values
                ('feedback', 'a', '', now(), 'ahead', 2, 1, now(), now()), ('feedback', 'b', '', now(), 'behind', 1, 2, now(), null);
            insert into lost (aggregate_id, sequence, event_id, reported_by, noticed_at) values ('a', 2, gen_random_uuid(), 'q', now())
            """
        );
        var before = await CountsAsync();
        Assert.Equal((1, 1), (before.Differences, before.Lost));

        var answer = await _operator.PostAsJsonAsync(
            "/operations/messaging/differences/acknowledge",
            new { aggregateId = "a" },
            Ct
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var after = await CountsAsync();
        Assert.Equal((0, 0), (after.Differences, after.Lost));
        var comparison = (
            await _operator.GetFromJsonAsync<JsonElement>("/operations/messaging/status", Ct)
        ).GetProperty("comparison");
        Assert.Equal(1, comparison.GetProperty("differences").GetArrayLength());
        Assert.Equal(1, comparison.GetProperty("lost").GetArrayLength());
    }

    [Fact]
    public async Task A_reset_forgets_one_producer_and_what_was_made_of_it()
    {
        await DeliverAsync(1);

        var answer = await _operator.PostAsJsonAsync(
            "/operations/messaging/reset",
            new { producer = "feedback" },
            Ct
        );

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from note"));
        Assert.Equal(0, await _database.ReadAsync<long>("select count(*) from inbox"));
        var unknown = await _operator.PostAsJsonAsync(
            "/operations/messaging/reset",
            new { producer = "reporting" },
            Ct
        );
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<MessagingCounts> CountsAsync()
    {
        await using var scope = WorkerScope.Open(_reporting.Services);
        return await MessagingCounts.ReadAsync(await scope.ConnectionAsync(Ct), Ct);
    }

    private async Task DeliverAsync(long sequence, bool swallow = false)
    {
        try
        {
            await _reporting
                .Services.GetRequiredService<InboxPipeline>()
                .DeliverAsync(Petitions.Accepted(_petition, sequence), ct: Ct);
        }
        catch (InvalidOperationException) when (swallow) { }
    }
}

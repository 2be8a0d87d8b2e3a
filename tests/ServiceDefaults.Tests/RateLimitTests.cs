using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Each caller is limited for itself, and told when to come back.</summary>
public sealed class RateLimitTests(SampleApp app) : IClassFixture<SampleApp>, IDisposable
{
    private const int Burst = 5;
    private const string Closed = "/v1/only-officers";
    private WebApplicationFactory<Program>? _limited;

    // Nothing comes back within the test, however slow the machine.
    private WebApplicationFactory<Program> Limited =>
        _limited ??= app.WithWebHostBuilder(builder =>
        {
            foreach (var limit in new[] { "Address", "Account", "Client" })
            {
                builder.UseSetting($"RateLimits:{limit}:Burst", $"{Burst}");
                builder.UseSetting($"RateLimits:{limit}:PerSecond", "1");
                builder.UseSetting($"RateLimits:{limit}:Second", "01:00:00");
            }

            builder.UseSetting("Edges:Proxies", "10.0.0.0/8");
            builder.ConfigureTestServices(services =>
                services.AddSingleton<IStartupFilter, FromThePortal>()
            );
        });

    public void Dispose() => _limited?.Dispose();

    [Fact]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        Assert.Equal(Burst, await Until429(() => Ask("an", "citizen")));
        using var refused = await Ask("an", "citizen");
        var wait = int.Parse(
            refused.Headers.GetValues("Retry-After").Single(),
            CultureInfo.InvariantCulture
        );
        Assert.InRange(wait, 1, 3600);
        var problem = (await refused.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        Assert.Equal("urn:hoankiem:problem:too-many-requests", (string?)problem["type"]);
        Assert.Equal(wait, (int?)problem["retryAfter"]);
        Assert.Equal("no-store", refused.Headers.CacheControl?.ToString());

        using var other = await Ask("binh", "citizen");
        Assert.NotEqual(HttpStatusCode.TooManyRequests, other.StatusCode);
        // The same name as another kind of caller is another caller.
        using var system = await Ask("an", "client");
        Assert.NotEqual(HttpStatusCode.TooManyRequests, system.StatusCode);
    }

    [Fact]
    public async Task A_program_is_limited_for_itself_and_for_all_its_people_together()
    {
        Assert.Equal(Burst, await Until429(() => Ask("tax-office", "client")));
        var person = 0;
        Assert.Equal(
            Burst,
            await Until429(() => Ask($"person-{person++}", "citizen", client: "city-app"))
        );
        // The Portal's people are ours.
        person = 0;
        Assert.Null(
            await Until429(() => Ask($"person-{person++}", "citizen", client: "portal"), most: 20)
        );
    }

    [Fact]
    public async Task Without_a_token_or_with_a_bad_one_the_address_counts_as_the_Portal_says_it()
    {
        Assert.Equal(Burst, await Until429(() => From("203.0.113.7")));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await From("203.0.113.7")).StatusCode);
        Assert.Equal(Burst, await Until429(() => From("203.0.113.8", token: "bad")));
        // Households have as many addresses of version 6 as they like.
        var last = 1;
        Assert.Equal(Burst, await Until429(() => From($"2001:db8:1:2::{last++}")));
    }

    [Fact]
    public async Task What_a_stranger_says_of_their_own_address_is_not_believed()
    {
        var said = 1;
        // A stranger stands before the proxy, and it adds where they come from.
        Assert.Equal(Burst, await Until429(() => From($"198.51.100.{said++}, 203.0.113.50")));
    }

    [Fact]
    public async Task Health_is_asked_as_often_as_one_likes() =>
        Assert.Null(await Until429(() => From("203.0.113.60", path: "/alive"), most: 20));

    [Fact]
    public async Task A_person_in_a_browser_reads_a_page()
    {
        await Until429(() => From("203.0.113.70"));
        using var refused = await From("203.0.113.70", accept: "text/html");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("Xin chờ một lát", await refused.Content.ReadAsStringAsync(Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<int?> Until429(
        Func<Task<HttpResponseMessage>> ask,
        int most = Burst + 3
    )
    {
        for (var i = 0; i < most; i++)
        {
            using var answer = await ask();
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return i;
        }

        return null;
    }

    private Task<HttpResponseMessage> Ask(string who, string kind, string? client = null) =>
        Send(
            Closed,
            Testing.Tokens.Of(who, kind, "sample", app.Clock.GetUtcNow(), client: client),
            "203.0.113.1"
        );

    private Task<HttpResponseMessage> From(
        string address,
        string? token = null,
        string? accept = null,
        string path = Closed
    ) => Send(path, token, address, accept);

    private async Task<HttpResponseMessage> Send(
        string path,
        string? token,
        string address,
        string? accept = null
    )
    {
        using var http = Limited.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", address);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        return await http.SendAsync(request, Ct);
    }

    /// <summary>Every request comes from the Portal's address.</summary>
    private sealed class FromThePortal : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (http, go) =>
                    {
                        http.Connection.RemoteIpAddress = IPAddress.Parse("10.1.2.3");
                        return go(http);
                    }
                );
                next(app);
            };
    }
}

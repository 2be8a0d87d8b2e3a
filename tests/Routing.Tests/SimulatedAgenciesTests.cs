extern alias simulator;

using System.Net.Http.Json;
using HoanKiem.ServiceDefaults;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Simulator = simulator::Program;

namespace HoanKiem.Routing.Tests;

/// <summary>Routing and the simulator of the other agencies, speaking HTTP both ways.</summary>
public sealed class SimulatedAgenciesTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    [Fact]
    public async Task Reports_that_come_twice_out_of_order_and_late_end_in_one_decision()
    {
        await using var agencies = Agencies();
        var control = agencies.CreateClient();
        await control.PostAsJsonAsync(
            "/control",
            new
            {
                seed = 7,
                minimumHours = 2,
                maximumHours = 8,
                twice = 1.0,
                outOfOrder = 1.0,
                late = 0.3,
            }
        );
        var held = await app.ACase(Given.Birth);
        await app.Examine(held, "birth");
        await Through(held);

        await (
            await app.Decide(
                held,
                new
                {
                    outcome = "granted",
                    decisionNumber = "KS-9",
                    capacity = "head",
                }
            )
        ).Body();
        var events = await app.Events(held.Id());
        Assert.Single(events, e => e.Type == "CaseDecided");
        Assert.Equal(3, events[^1].Body.GetProperty("results").GetArrayLength());
        Assert.Equal(4, events.Count(e => e.Type == "StepCompleted"));
    }

    [Fact]
    public async Task Reports_that_never_come_are_found_by_asking_and_a_request_held_there_waits()
    {
        await using var agencies = Agencies();
        var control = agencies.CreateClient();
        await control.PostAsJsonAsync(
            "/control",
            new
            {
                seed = 8,
                minimumHours = 1,
                maximumHours = 2,
                lost = 1.0,
                twice = 0.0,
                late = 0.0,
            }
        );
        var held = await app.ACase(Given.Birth);
        await app.Examine(held, "birth");
        await Through(held);
        Assert.Contains(
            "BHXH-",
            (await app.Case(held.Id())).Step("insurance").Text("resultNumber"),
            StringComparison.Ordinal
        );
    }

    // Legal time goes on until both other agencies have finished.
    private async Task Through(System.Text.Json.JsonElement held) =>
        await Eventually.True(
            "both agencies have finished",
            async () =>
            {
                app.Clock.Advance(TimeSpan.FromMinutes(30));
                return (await app.Case(held.Id())).Step("sign").Text("state") == "assigned";
            },
            TimeSpan.FromMinutes(1)
        );

    private WebApplicationFactory<Simulator> Agencies()
    {
        var agencies = new WebApplicationFactory<Simulator>().WithWebHostBuilder(host =>
        {
            host.UseSetting("CallbackUrl", "http://routing");
            host.UseSetting("Secret", RoutingApp.Secret);
            host.ConfigureTestServices(services =>
            {
                services.AddSingleton<TimeProvider>(app.Clock);
                services.AddSingleton(new BusinessClock(app.Clock));
                services.ConfigureHttpClientDefaults(http =>
                    http.ConfigurePrimaryHttpMessageHandler(() => app.Server.CreateHandler())
                );
            });
        });
        app.Edge.Other = new HttpMessageInvoker(agencies.Server.CreateHandler());
        return agencies;
    }
}

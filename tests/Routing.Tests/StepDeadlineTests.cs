using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

public sealed class StepDeadlineTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    [Fact]
    public async Task A_missed_step_is_published_once()
    {
        var held = await app.ACase(Given.Plain);
        app.Clock.Advance(TimeSpan.FromDays(6));
        await Eventually.True(
            "the step is missed",
            async () => (await app.Events(held.Id())).Any(e => e.Type == "StepDeadlineMissed")
        );
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Examine(held);
        var events = await app.Events(held.Id());
        var step = held.Step("examine").Id();
        Assert.Single(
            events,
            e => e.Type == "StepDeadlineMissed" && e.Body.GetProperty("stepId").GetGuid() == step
        );
        Assert.Equal(
            "late",
            events
                .Single(e => e.Type == "StepCompleted")
                .Body.Text("timeliness")!
                .ToLowerInvariant()
        );
    }
}

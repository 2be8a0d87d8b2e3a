using System.Diagnostics;
using HoanKiem.ServiceDefaults.Telemetry;

namespace HoanKiem.Dossiers.Tests;

/// <summary>How the life of a dossier is found in the traces.</summary>
public sealed class ActsTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    [Fact]
    public async Task The_acts_of_a_dossier_are_traces_each_linked_to_the_one_before()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);

        var given = await new Given(app).Accepted();
        await app.Deliver(given.CaseOpened());

        Activity[] acts;
        lock (spans)
            acts =
            [
                .. spans
                    .Where(span =>
                        span.GetTagItem(ServiceTelemetry.DossierId) is Guid id && id == given.Id
                    )
                    .DistinctBy(span => span.TraceId)
                    .OrderBy(span => span.StartTimeUtc),
            ];
        Assert.Equal(3, acts.Length);
        Assert.Empty(acts[0].Links);
        Assert.Equal(acts[0].TraceId, Assert.Single(acts[1].Links).Context.TraceId);
        Assert.Equal(acts[1].TraceId, Assert.Single(acts[2].Links).Context.TraceId);
    }
}

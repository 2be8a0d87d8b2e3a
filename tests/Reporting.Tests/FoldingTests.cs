using HoanKiem.Contracts;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.Reporting.Tests;

/// <summary>Events add what they change; totals are the same before it is folded, afterwards, and while more comes.</summary>
public sealed class FoldingTests(ReportingApp app) : IClassFixture<ReportingApp>
{
    private const string Agency = "hang-gai";

    private Folding Folding =>
        app.Services.GetServices<IHostedService>().OfType<Folding>().Single();

    [Fact]
    public async Task Totals_are_the_same_before_and_after_and_nothing_is_left_to_fold()
    {
        foreach (var timeliness in new[] { Timeliness.Early, Timeliness.Late, Timeliness.Late })
            await app.DeliverAll(new Life(Agency, app.Start).Whole(timeliness));
        var before = (await app.Total(Agency), await app.Figure("accepted"));
        Assert.True(await app.Scalar<long>("select count(*) from on_time_change") > 0);

        await Folding.FoldAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before, (await app.Total(Agency), await app.Figure("accepted")));
        Assert.Equal(0, await app.Scalar<long>("select count(*) from on_time_change"));
        Assert.Equal(0, await app.Scalar<long>("select count(*) from figure_change"));
        Assert.Equal(2, before.Item1.Late);
    }

    [Fact]
    public async Task Counting_and_folding_at_once_lose_nothing()
    {
        const string agency = "hang-bo";
        var lives = Enumerable
            .Range(0, 30)
            .Select(_ => app.DeliverAll(new Life(agency, app.Start).Whole(Timeliness.OnTime)))
            .ToList();
        while (!lives.TrueForAll(life => life.IsCompleted))
        {
            await Task.WhenAll(
                Folding.FoldAsync(TestContext.Current.CancellationToken),
                Folding.FoldAsync(TestContext.Current.CancellationToken)
            );
            Assert.True((await app.Total(agency)).AddsUp);
        }
        await Task.WhenAll(lives);

        Assert.Equal(new Counts(30, 0, 30, 0, 0, 0, 0, 100m), await app.Total(agency));
    }
}

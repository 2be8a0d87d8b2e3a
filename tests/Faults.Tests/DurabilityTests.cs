using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(HoanKiem.Faults.Tests.DurabilityLast))]

namespace HoanKiem.Faults.Tests;

/// <summary>
/// A power cut loses nothing that was acknowledged; and where PostgreSQL is told not to flush, the same check finds what was lost. So the
/// check can fail, and it is the flushing that makes it pass.
/// </summary>
public sealed class DurabilityTests(RunningSystem running)
{
    [Fact]
    public async Task A_power_cut_loses_nothing_and_without_fsync_the_ledger_notices_what_is_lost()
    {
        Assert.SkipWhen(running.System.Disk is null, running.System.WhyNoDisk);
        await running.Survives("power-cut");

        var control = await new Drills(
            running.System,
            running.Campaign,
            Console.WriteLine
        ).PowerCutWithoutFsync(dossiers: 10);

        Assert.Equal(10, control.Acknowledged);
        Assert.True(control.Noticed, "Nothing was lost although nothing was flushed.");
    }
}

/// <summary>The control leaves a system that is good for nothing: it comes last.</summary>
public sealed class DurabilityLast : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [
            .. testCollections.OrderBy(collection =>
                collection.TestCollectionDisplayName.Contains(
                    nameof(DurabilityTests),
                    StringComparison.Ordinal
                )
            ),
        ];
}

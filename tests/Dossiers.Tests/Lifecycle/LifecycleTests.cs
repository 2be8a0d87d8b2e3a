using System.Text;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Lifecycle;

public sealed class LifecycleTests
{
    private static readonly WaitKind[][] Sets =
    [
        [],
        [WaitKind.Paper],
        [WaitKind.Money],
        [WaitKind.PublicNotice],
        [WaitKind.OtherAgency],
        [WaitKind.Paper, WaitKind.Money],
    ];

    internal static IEnumerable<Facets> All =>
        from phase in Enum.GetValues<Phase>()
        from waits in Sets
        from money in Enum.GetValues<MoneyState>()
        from delivery in Enum.GetValues<DeliveryState>()
        from sync in Enum.GetValues<SyncState>()
        select new Facets(phase, waits.ToHashSet(), money, delivery, sync);

    [Fact]
    public void Every_combination_of_facets_has_one_national_status()
    {
        Assert.All(All, facets => Assert.InRange(DossierStatus.Of(facets), 1, 10));
        Assert.Equal(Enumerable.Range(1, 10), All.Select(DossierStatus.Of).Distinct().Order());
    }

    [Fact]
    public void The_status_depends_on_phase_and_waits_only()
    {
        foreach (var facets in All)
            Assert.Equal(
                DossierStatus.Of(facets),
                DossierStatus.Of(
                    facets with
                    {
                        Money = MoneyState.Nothing,
                        Delivery = DeliveryState.Nothing,
                        Sync = SyncState.NotAsked,
                    }
                )
            );
    }

    [Theory]
    [InlineData(Phase.Arrived, 1)]
    [InlineData(Phase.Accepted, 2)]
    [InlineData(Phase.Refused, 3)]
    [InlineData(Phase.Processing, 4)]
    [InlineData(Phase.Withdrawn, 7)]
    [InlineData(Phase.Stopped, 8)]
    [InlineData(Phase.Decided, 9)]
    [InlineData(Phase.Returned, 10)]
    internal void A_phase_without_waits_has_the_status_of_the_national_portal(
        Phase phase,
        int status
    ) => Assert.Equal(status, DossierStatus.Of(Of(phase)));

    [Fact]
    public void Papers_come_before_money_and_neither_shows_after_the_end()
    {
        Assert.Equal(5, DossierStatus.Of(Of(Phase.Processing, WaitKind.Paper, WaitKind.Money)));
        Assert.Equal(6, DossierStatus.Of(Of(Phase.Processing, WaitKind.Money)));
        Assert.Equal(4, DossierStatus.Of(Of(Phase.Processing, WaitKind.OtherAgency)));
        Assert.Equal(9, DossierStatus.Of(Of(Phase.Decided, WaitKind.Paper)));
    }

    [Fact]
    public void The_crossing_table_answers_every_pair()
    {
        foreach (var facets in All)
        {
            foreach (var fact in Enum.GetValues<Fact>())
                Assert.True(Enum.IsDefined(CrossingTable.Rule(facets, fact)));
        }
    }

    [Fact]
    public void The_crossing_table_is_the_approved_one()
    {
        var text = new StringBuilder();
        foreach (var fact in Enum.GetValues<Fact>())
        {
            text.Append(fact).Append('\n');
            foreach (var phase in Enum.GetValues<Phase>())
                text.Append("    phase ")
                    .Append(phase)
                    .Append(": ")
                    .Append(CrossingTable.Of(phase, fact))
                    .Append('\n');
            foreach (
                var wait in Enum.GetValues<WaitKind>()
                    .Where(wait => CrossingTable.Of(wait, fact) != Crossing.Apply)
            )
                text.Append("    wait ")
                    .Append(wait)
                    .Append(": ")
                    .Append(CrossingTable.Of(wait, fact))
                    .Append('\n');
            foreach (
                var place in Enum.GetValues<DeliveryState>()
                    .Where(place => CrossingTable.Of(place, fact) != Crossing.Apply)
            )
                text.Append("    result ")
                    .Append(place)
                    .Append(": ")
                    .Append(CrossingTable.Of(place, fact))
                    .Append('\n');
        }

        Approved.Match("../Approved/crossing-table.txt", text.ToString());
    }

    [Fact]
    public void The_life_of_a_dossier_is_the_approved_diagram() =>
        Approved.Match("../Approved/dossier-lifecycle.mmd", DossierStatus.ToMermaid());

    [Fact]
    public void What_a_fact_applies_to_or_implies_is_never_over()
    {
        foreach (var phase in new[] { Phase.Refused, Phase.Withdrawn, Phase.Stopped })
        {
            foreach (var fact in Enum.GetValues<Fact>().Where(fact => fact != Fact.SurveyOpened))
                Assert.True(
                    CrossingTable.Rule(Of(phase), fact)
                        is Crossing.KeepWithTrace
                            or Crossing.OpenItem,
                    $"{phase} {fact}"
                );
        }
    }

    private static Facets Of(Phase phase, params WaitKind[] waits) =>
        new(
            phase,
            waits.ToHashSet(),
            MoneyState.Nothing,
            DeliveryState.Nothing,
            SyncState.NotAsked
        );
}

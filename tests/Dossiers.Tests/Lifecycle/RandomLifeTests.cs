using CsCheck;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Dossiers.Waits;
using HoanKiem.WorkingTime;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Dossiers.Tests.Lifecycle;

/// <summary>Acts and facts in any order, as the slices and handlers let them through: what must hold, holds.</summary>
public sealed class RandomLifeTests
{
    private static readonly WorkingCalendar Calendar = WorkingCalendarVersion
        .Of(SmallCatalogue.Calendar(1, "random", new(2026, 12, 31)))
        .ToWorkingTime();
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);
    private static readonly By Clerk = new("clerk", "hoan-kiem");

    [Fact]
    public void Any_order_of_acts_and_facts_keeps_the_invariants() =>
        Gen.Select(Gen.Int[0, 18].Array[0, 40], Gen.Bool, Gen.Bool)
            .Sample((steps, post, restart) => Live(steps, post, restart), iter: 3000);

    private static void Live(int[] steps, bool post, bool restart)
    {
        var dossier = Submit(post, restart);
        var (at, fees) = (Start, new List<Fee>());
        DateTimeOffset? promised = null;
        var judged = dossier.Timeliness;
        foreach (var step in steps)
        {
            at = at.AddHours(3 + step);
            var (phase, version, sequence, told) = (
                dossier.Phase,
                dossier.Version,
                dossier.Sequence,
                dossier.Untold.Count
            );
            Apply(dossier, step, at, fees);

            Assert.Equal(DossierStatus.Of(dossier.Facets), dossier.Status);
            Assert.Equal(dossier.Sequence - sequence, dossier.Untold.Count - told);
            Assert.Equal(
                Enumerable.Range(1, (int)dossier.Sequence).Select(number => (long)number),
                dossier.Untold.Select(SequenceOf)
            );
            Assert.Equal(
                dossier.History.Select(line => line.Id).Order(),
                dossier.History.Select(line => line.Id)
            );
            Assert.True(dossier.Version >= version);
            Assert.True(
                Reaches(phase, dossier.Phase),
                $"{phase} became {dossier.Phase} by step {step}"
            );
            Assert.Equal(dossier.Number is not null, dossier.AcceptedAt is not null);
            Assert.Equal(
                dossier.Phase is Phase.Decided or Phase.Returned,
                dossier.SignedAt is not null
            );
            if (!DossierStatus.IsOpen(dossier.Phase))
                Assert.Empty(dossier.OpenWaits);
            if (promised is not null)
                Assert.True(dossier.PromisedDueAt >= promised, "a promise never moves earlier");
            promised = dossier.PromisedDueAt;
            if (judged is not null)
                Assert.Equal(judged, dossier.Timeliness);
            judged = dossier.Timeliness;
        }

        Assert.Equal(
            dossier.Notices.Count,
            dossier.Notices.Select(notice => (notice.Kind, notice.FactSequence)).Distinct().Count()
        );
        Assert.Equal(
            dossier.SyncRows.Count,
            dossier.SyncRows.Select(row => row.Version).Distinct().Count()
        );
    }

    private static void Apply(Dossier dossier, int step, DateTimeOffset at, List<Fee> fees)
    {
        switch (step)
        {
            case 0 when Fits(dossier, Fact.Collected):
                dossier.Collect(at, Clerk);
                break;
            case 1
            or 2 when dossier.MayAccept(["to-khai"], SmallCatalogue.Procedure("1", null)) is null:
                dossier.Accept("N-1", Calendar, false, Clerk, at);
                break;
            case 3:
                dossier.Refuse("wrong-office", Clerk, at);
                break;
            case 4
                when DossierStatus.Refuses(Act.AskForPapers, dossier.Facets) is null
                    && dossier.OpenWaits.Count == 0:
                dossier.AskForPapers(Ask(dossier, true, at), Clerk);
                break;
            case 5 or 6:
                dossier.BringPapers(step == 5, Calendar, Clerk, at);
                break;
            case 7 when Fits(dossier, Fact.CaseOpened):
                dossier.Start(Guid.NewGuid(), Clerk, at);
                break;
            case 8 when Meets(dossier, Fact.SupplementNeeded, at):
                dossier.AskForPapers(Ask(dossier, false, at), Clerk);
                break;
            case 9 when Meets(dossier, Fact.FeeNeeded, at):
                fees.Add(Fee.Ask(dossier.Id, "f", "Phí", 1000, "", true, null, at));
                dossier.AskForFee(fees[^1], Clerk);
                break;
            case 10 when fees.Count > 0 && fees[0].Pay(1000, "cash", null, Clerk, at) is null:
                dossier.PayFee(fees[0], fees.Count > 1, Calendar, Clerk, at);
                fees.RemoveAt(0);
                break;
            case 11:
                dossier.Withdraw(Clerk, at);
                break;
            case 12:
                dossier.Stop("abandoned", "Quy trình", Clerk, at);
                break;
            case 13 when Meets(dossier, Fact.CaseDecided, at):
                dossier.Resolve(
                    new CaseDecided(
                        Guid.NewGuid(),
                        1,
                        at,
                        dossier.Id,
                        "hoan-kiem",
                        Outcome.Granted,
                        "1/QĐ",
                        "leader",
                        "head",
                        at,
                        null,
                        []
                    ),
                    Calendar,
                    Clerk
                );
                break;
            case 14:
                dossier.Apologise(at.AddDays(9), "hoan-kiem", "workload", Clerk, at);
                break;
            case 15:
                dossier.Return(Delivery.Counter, "hoan-kiem", Clerk, at);
                break;
            case 16 when Fits(dossier, Fact.ShipmentMoved):
                dossier.SendOff(dossier.Id, "shipmentHandedOver", Clerk, at);
                break;
            case 17 when Fits(dossier, Fact.ShipmentDelivered):
                dossier.Deliver(dossier.Id, Clerk, at);
                break;
            case 18 when Fits(dossier, Fact.ShipmentReturned):
                dossier.TakeBack(dossier.Id, dossier.Version, "refused", Clerk, at);
                break;
        }
    }

    // At most one missing step is implied.
    private static bool Reaches(Phase from, Phase to) =>
        from == to
        || DossierStatus.Transitions.Any(first =>
            first.From == from
            && (
                first.To == to
                || first.To == Phase.Processing
                    && DossierStatus.Transitions.Any(second =>
                        second.From == Phase.Processing && second.To == to
                    )
            )
        );

    private static bool Fits(Dossier dossier, Fact fact) =>
        CrossingTable.Rule(dossier.Facets, fact) == Crossing.Apply;

    private static bool Meets(Dossier dossier, Fact fact, DateTimeOffset at)
    {
        var crossing = CrossingTable.Rule(dossier.Facets, fact);
        if (crossing == Crossing.ImplyMissing && dossier.Phase == Phase.Accepted)
            dossier.Start(Guid.NewGuid(), Clerk, at, implied: true);
        return crossing is Crossing.Apply or Crossing.ImplyMissing;
    }

    private static Supplement Ask(Dossier dossier, bool before, DateTimeOffset at) =>
        Supplement.Ask(
            dossier.Id,
            before,
            "hoan-kiem",
            null,
            null,
            ["to-khai"],
            "unclear",
            null,
            at,
            null
        );

    private static long SequenceOf(object fact) =>
        (long)fact.GetType().GetProperty("Sequence")!.GetValue(fact)!;

    private static Dossier Submit(bool post, bool restart)
    {
        var procedure = SmallCatalogue.Procedure(
            "1.000001",
            new(5, Contracts.LimitUnit.WorkingDay, null),
            restart ? Contracts.SupplementRule.Restart : Contracts.SupplementRule.Resume
        );
        var submission = new Submission(
            Guid.NewGuid(),
            procedure,
            Regime.R2,
            post ? Channel.Post : Channel.Counter,
            null,
            "hoan-kiem",
            "hoan-kiem",
            "hoan-kiem",
            null,
            Delivery.Counter,
            false,
            "",
            null,
            NoticeChannel.None,
            null,
            null
        );
        return Dossier.Submit(submission, "TN-1", "AAAAABBBBB", Clerk, Start);
    }
}

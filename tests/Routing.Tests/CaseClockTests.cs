using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.OpenItems;

namespace HoanKiem.Routing.Tests;

public sealed class CaseClockTests
{
    private static readonly RouteStep[] FiveDays =
    [
        Given.Step(
            "examine",
            "examine",
            "competent",
            "ours",
            new TimeLimit(5, LimitUnit.WorkingDay, null),
            false
        ),
        Given.Step("sign", "sign", "competent", "ours", null, false, "examine"),
    ];

    [Fact]
    public void A_step_with_a_limit_of_its_own_has_a_due_date_of_its_own_and_the_others_that_of_the_whole()
    {
        var held = CaseRules.Open(FiveDays);
        Assert.Equal(Given.Local(21, 17), held.Step("examine").DueAt);
        _ = held.Complete(
            held.Step("examine"),
            Outcome.Granted,
            null,
            null,
            "minh",
            CaseRules.World()
        );
        Assert.Equal(Given.Local(17, 17), held.Step("sign").DueAt);
    }

    [Theory]
    [InlineData(SupplementRule.Restart, 27)] // Mon 20/05 is the day of reception anew, five working days
    [InlineData(SupplementRule.Resume, 24)] // one day used (15/05), the rest from 20/05
    public void A_supplement_moves_the_due_date_by_its_rule(SupplementRule rule, int dueDay)
    {
        var held = CaseRules.Open(FiveDays);
        held.Pause(
            StepWait.Supplement,
            held.Step("examine").Id,
            rule,
            CaseRules.World(Given.Local(15, 10))
        );
        Assert.Equal(StepState.Waiting, held.Step("examine").State);
        held.Resume(StepWait.Supplement, Given.Local(28, 17), CaseRules.World(Given.Local(20, 9)));
        Assert.Equal(StepState.Assigned, held.Step("examine").State);
        Assert.Equal(Given.Local(28, 17), held.DueAt);
        Assert.Equal(Given.Local(dueDay, 17), held.Step("examine").DueAt);
    }

    [Fact]
    public void Only_the_named_step_waits()
    {
        RouteStep[] route =
        [
            Given.Step("a", "examine", "competent", "ours", null, false),
            Given.Step("b", "examine", "competent", "ours", null, false),
            Given.Step("sign", "sign", "competent", "ours", null, false, "a", "b"),
        ];
        var held = CaseRules.Open(route);
        held.Pause(StepWait.Fee(Guid.NewGuid()), held.Step("a").Id, null, CaseRules.World());
        Assert.Equal(
            (StepState.Waiting, StepState.Assigned),
            (held.Step("a").State, held.Step("b").State)
        );
        Assert.NotNull(
            held.Complete(held.Step("a"), Outcome.Granted, null, null, "minh", CaseRules.World())
        );
    }

    [Fact]
    public void A_missed_step_is_said_once_and_not_while_it_waits()
    {
        var held = CaseRules.Open([]);
        _ = held.TakeFacts();
        var step = held.Step("examine");
        held.Miss(step, CaseRules.World(Given.Local(17, 18)));
        Assert.Empty(held.TakeFacts().Facts);
        held.Pause(
            StepWait.Supplement,
            step.Id,
            SupplementRule.Restart,
            CaseRules.World(Given.Local(17, 18))
        );
        held.Miss(step, CaseRules.World(Given.Local(18, 0)));
        Assert.Empty(held.TakeFacts().Facts);
        held.Resume(StepWait.Supplement, null, CaseRules.World(Given.Local(18, 0)));
        held.Miss(step, CaseRules.World(Given.Local(18, 0)));
        held.Miss(step, CaseRules.World(Given.Local(19, 0)));
        Assert.Equal(
            Given.Local(17, 17),
            Assert.Single(held.TakeFacts().Facts.OfType<StepDeadlineMissed>()).DueAt
        );
    }

    [Theory]
    [InlineData(14, 59, 14, 17)]
    [InlineData(15, 1, 15, 8)]
    public void Papers_go_the_same_day_or_first_thing_on_the_next_when_received_after_three(
        int hour,
        int minute,
        int dueDay,
        int dueHour
    )
    {
        var at = Given.Local(14, hour, minute);
        var held = CaseRules.Open(
            [],
            CaseRules.World(at),
            Given.Accepted(Given.Plain, "hang-bac", "hang-bong", onPaper: true, at: at)
        );
        var handOver = Assert.Single(held.HandOvers);
        Assert.Equal(
            ("hang-bong", "hang-bac", Given.Local(dueDay, dueHour)),
            (handOver.FromAgency, handOver.ToAgency, handOver.DueAt!.Value)
        );
        Assert.Equal(handOver.Id, held.Step("examine").HandOverId);
        held.MissHandOver(handOver, CaseRules.World(Given.Local(16, 8)));
        Assert.Equal(OpenItemKind.HandOverLate, Assert.Single(held.TakeFacts().Items).Kind);
    }

    [Fact]
    public void Who_works_on_the_papers_has_received_them()
    {
        var held = CaseRules.Open(
            [],
            accepted: Given.Accepted(Given.Plain, "hang-bac", "hang-bong", onPaper: true)
        );
        Assert.Null(
            held.Complete(
                held.Step("examine"),
                Outcome.Granted,
                null,
                null,
                "minh",
                CaseRules.World(Given.Local(14, 15))
            )
        );
        Assert.Single(held.TakeFacts().Facts.OfType<HandOverAcknowledged>());
        Assert.Equal("implied", Assert.Single(held.Traces).Code);
    }

    [Fact]
    public void A_late_opinion_does_not_hold_the_examination_up()
    {
        var held = CaseRules.Open(Given.MaritalRoute);
        var step = held.Step("examine");
        Assert.Null(
            held.Ask(step, "hang-bong", "marital-status", null, null, 3, "minh", CaseRules.World())
        );
        var opinion = Assert.Single(held.Opinions);
        Assert.Equal(Given.Local(17, 17), opinion.DueAt);
        Assert.Equal(
            "opinion-open",
            held.Complete(
                step,
                Outcome.Granted,
                null,
                null,
                "minh",
                CaseRules.World(Given.Local(17, 18))
            )!.Type.Name
        );
        held.MissOpinion(opinion, CaseRules.World(Given.Local(18, 0)));
        Assert.Equal(OpenItemKind.OpinionLate, Assert.Single(held.TakeFacts().Items).Kind);
        Assert.Null(
            held.Complete(
                step,
                Outcome.Granted,
                null,
                null,
                "minh",
                CaseRules.World(Given.Local(20, 8))
            )
        );
        Assert.Null(
            held.Answer(opinion, "confirmed", "12/UBND", "hoa", CaseRules.World(Given.Local(20, 9)))
        );
        Assert.Equal(Timeliness.Late, opinion.Timeliness);
    }

    [Fact]
    public void What_comes_after_the_end_changes_nothing_and_is_kept()
    {
        var held = CaseRules.Open(Given.BirthRoute);
        _ = held.Complete(
            held.Step("birth"),
            Outcome.Granted,
            null,
            null,
            "minh",
            CaseRules.World()
        );
        held.Close(CasePhase.Withdrawn, CaseRules.World());
        _ = held.TakeFacts();
        Assert.Equal(
            "case-closed",
            held.HearExternal(
                held.Step("residence"),
                new("P1", "completed", Given.Morning, "CA-1", null),
                CaseRules.World()
            )
        );
        held.Pause(StepWait.Supplement, null, SupplementRule.Restart, CaseRules.World());
        held.MoveDue(Given.Local(30, 17), null, "DueDateExtended", CaseRules.World());
        held.Close(CasePhase.Stopped, CaseRules.World());
        Assert.Equal(
            "case-closed",
            held.Decide(
                new Signature(Outcome.Granted, "1", "lan", "head", null),
                CaseRules.World()
            )!.Type.Name
        );
        Assert.Empty(held.TakeFacts().Facts);
        Assert.Equal((CasePhase.Withdrawn, 4), (held.Phase, held.Traces.Count));
        Assert.All(held.Steps, s => Assert.True(s.IsDone));
    }
}

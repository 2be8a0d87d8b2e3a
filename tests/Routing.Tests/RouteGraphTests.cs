using CsCheck;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.ExternalSystems;

namespace HoanKiem.Routing.Tests;

public sealed class RouteGraphTests
{
    // A route without circles: each step comes after some of those before it, and the last one signs.
    private static readonly Gen<RouteStep[]> Routes = Gen.Select(
            Gen.Int[1, 7],
            Gen.ULong,
            Gen.ULong
        )
        .Select(
            (count, edges, kinds) =>
            {
                var route = new List<RouteStep>();
                for (var i = 0; i < count; i++)
                {
                    var after = Enumerable
                        .Range(0, i)
                        .Where(j => (edges >> (i * 7 + j) % 61 & 1) == 1)
                        .Select(j => $"s{j}")
                        .ToArray();
                    var optional = (kinds >> i & 1) == 1;
                    var police = (kinds >> (i + 16) & 1) == 1;
                    route.Add(
                        Given.Step(
                            $"s{i}",
                            police ? "external" : "examine",
                            police ? "police" : "competent",
                            police ? "police" : "ours",
                            null,
                            optional,
                            after
                        )
                    );
                }
                route.Add(
                    Given.Step(
                        "sign",
                        "sign",
                        "competent",
                        "ours",
                        null,
                        false,
                        [.. route.Select(s => s.Key)]
                    )
                );
                return route.ToArray();
            }
        );

    [Fact]
    public void Whatever_the_route_and_the_order_of_acts_a_case_is_decided_once_and_nothing_starts_before_its_turn() =>
        Gen.Select(Routes, Gen.Int[0, 1000].Array[40])
            .Sample(
                (route, choices) =>
                {
                    var world = CaseRules.World();
                    var held = CaseRules.Open(route, world);
                    var facts = held.TakeFacts().Facts.ToList();
                    foreach (var choice in choices)
                    {
                        var step = held.Steps[choice % held.Steps.Count];
                        world = world.At(world.Now.AddMinutes(1));
                        _ = (choice / 7 % 6) switch
                        {
                            0 when step.IsExternal => Told(held, step, choice, world),
                            1 => Of(
                                held.Decide(
                                    new Signature(Outcome.Granted, "QĐ-1", "lan", "head", null),
                                    world
                                )
                            ),
                            2 => Paused(held, step, world),
                            3 => Resumed(held, world),
                            4 when step.Optional => Of(held.AskForStep(step.Key, world)),
                            _ => Of(
                                held.Complete(
                                    step,
                                    Outcome.Granted,
                                    $"R-{step.Key}",
                                    null,
                                    "minh",
                                    world
                                )
                            ),
                        };
                        facts.AddRange(held.TakeFacts().Facts);
                        InTurn(held);
                    }
                    Finish(held, world);
                    facts.AddRange(held.TakeFacts().Facts);
                    return facts.OfType<CaseDecided>().Count() == 1
                        && held.Phase == CasePhase.Decided
                        && Sequences(facts)
                            .SequenceEqual(Enumerable.Range(1, facts.Count).Select(n => (long)n))
                        && facts.OfType<StepCompleted>().Select(f => f.StepId).Distinct().Count()
                            == facts.OfType<StepCompleted>().Count();
                },
                iter: 2000
            );

    [Fact]
    public void The_order_in_which_parallel_branches_end_does_not_matter() =>
        Gen.Shuffle(new[] { "residence", "insurance" })
            .Sample(order =>
            {
                var held = CaseRules.Open(Given.BirthRoute);
                Assert.Null(
                    held.Complete(
                        held.Step("birth"),
                        Outcome.Granted,
                        "KS-1",
                        null,
                        "minh",
                        CaseRules.World()
                    )
                );
                Assert.All(
                    new[] { "residence", "insurance" },
                    key => Assert.Equal(StepState.Assigned, held.Step(key).State)
                );
                foreach (var key in order)
                {
                    Assert.Equal(StepState.Pending, held.Step("sign").State);
                    held.HearExternal(
                        held.Step(key),
                        new ExternalReport("X1", "completed", Given.Morning, $"N-{key}", null),
                        CaseRules.World()
                    );
                }
                Assert.Equal(StepState.Assigned, held.Step("sign").State);
                Assert.Null(
                    held.Decide(
                        new Signature(Outcome.Granted, "QĐ-1", "lan", "head", null),
                        CaseRules.World()
                    )
                );
                return held.Phase == CasePhase.Decided;
            });

    [Fact]
    public void Reports_of_another_system_in_any_order_and_number_end_in_the_same_state() =>
        Gen.Shuffle(
                new[] { "sent", "accepted", "in-progress", "completed", "accepted", "completed" }
            )
            .Sample(states =>
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
                foreach (var state in states)
                    held.HearExternal(
                        held.Step("residence"),
                        new ExternalReport(
                            "P1",
                            state,
                            Given.Morning,
                            state == "completed" ? "CA-1" : null,
                            null
                        ),
                        CaseRules.World()
                    );
                var step = held.Step("residence");
                return step
                        is {
                            State: StepState.Completed,
                            ExternalState: "completed",
                            ExternalId: "P1",
                            ResultNumber: "CA-1"
                        }
                    && held.TakeFacts()
                        .Facts.OfType<StepCompleted>()
                        .Count(f => f.StepKey == "residence") == 1;
            });

    [Fact]
    public void An_optional_step_that_nobody_asks_for_is_passed_through()
    {
        var held = CaseRules.Open(Given.MaritalRoute);
        _ = held.Complete(
            held.Step("examine"),
            Outcome.Granted,
            null,
            null,
            "minh",
            CaseRules.World()
        );
        Assert.Equal(StepState.Assigned, held.Step("sign").State);
        Assert.Equal(StepState.Pending, held.Step("ask-ward").State);
    }

    [Fact]
    public void An_optional_step_that_was_asked_for_joins_before_what_comes_after_it()
    {
        RouteStep[] route =
        [
            .. Given.MaritalRoute.Select(s =>
                s.Key == "ask-ward" ? s with { Kind = "examine", Actor = "receiving" } : s
            ),
        ];
        var held = CaseRules.Open(route);
        Assert.Null(held.AskForStep("ask-ward", CaseRules.World()));
        _ = held.Complete(
            held.Step("examine"),
            Outcome.Granted,
            null,
            null,
            "minh",
            CaseRules.World()
        );
        Assert.Equal(StepState.Pending, held.Step("sign").State);
        _ = held.Complete(
            held.Step("ask-ward"),
            Outcome.Granted,
            null,
            null,
            "minh",
            CaseRules.World()
        );
        Assert.Equal(StepState.Assigned, held.Step("sign").State);
    }

    [Theory]
    [InlineData("circle", "a:b", "b:a", "sign:a")]
    [InlineData("unknown-key", "a:x", "sign:a")]
    [InlineData("key-twice", "a", "a", "sign:a")]
    [InlineData("nobody-decides", "a")]
    public void A_route_that_cannot_be_followed_is_an_open_item_and_the_standard_route(
        string fault,
        params string[] steps
    )
    {
        RouteStep[] route =
        [
            .. steps
                .Select(s => s.Split(':'))
                .Select(s =>
                    Given.Step(
                        s[0],
                        s[0] == "sign" ? "sign" : "examine",
                        "competent",
                        "ours",
                        null,
                        false,
                        s[1..]
                    )
                ),
        ];
        var held = CaseRules.Open(route);
        var item = Assert.Single(held.TakeFacts().Items);
        Assert.Equal((OpenItems.OpenItemKind.RouteFaulty, fault), (item.Kind, item.Detail));
        Assert.Equal(["examine", "sign"], held.Steps.Select(s => s.Key));
    }

    [Fact]
    public void A_signature_before_the_last_result_waits_for_it_and_the_last_result_decides_on_time()
    {
        RouteStep[] route =
        [
            Given.Step("sign", "sign", "competent", "ours", null, false),
            Given.Step("card", "external", "police", "police", null, false, "sign"),
        ];
        var held = CaseRules.Open(route);
        Assert.Null(
            held.Decide(
                new Signature(Outcome.Granted, "QĐ-1", "lan", "deputy", null),
                CaseRules.World()
            )
        );
        Assert.Empty(held.TakeFacts().Facts.OfType<CaseDecided>());
        var later = Given.Local(16, 10);
        held.HearExternal(
            held.Step("card"),
            new ExternalReport("P1", "completed", later, "CC-1", null),
            CaseRules.World(later)
        );
        var decided = Assert.Single(held.TakeFacts().Facts.OfType<CaseDecided>());
        Assert.Equal((later, "deputy"), (decided.SignedAt, decided.Capacity));
        Assert.Equal(["QĐ-1", "CC-1"], decided.Results);
    }

    [Fact]
    public void A_proposal_to_refuse_goes_straight_to_the_leader()
    {
        var held = CaseRules.Open(Given.BirthRoute);
        Assert.Null(
            held.Complete(
                held.Step("birth"),
                Outcome.Refused,
                null,
                "not-entitled",
                "minh",
                CaseRules.World()
            )
        );
        Assert.Equal(StepState.Cancelled, held.Step("residence").State);
        Assert.Equal(StepState.Assigned, held.Step("sign").State);
        Assert.Null(
            held.Decide(
                new Signature(Outcome.Refused, "TC-1", "lan", "head", "not-entitled"),
                CaseRules.World()
            )
        );
        Assert.Equal(
            Outcome.Refused,
            Assert.Single(held.TakeFacts().Facts.OfType<CaseDecided>()).Outcome
        );
    }

    private static void Finish(Case held, Surroundings world)
    {
        held.Resume(StepWait.Supplement, null, world);
        for (var round = 0; round < 20 && held.IsOpen; round++)
            foreach (var step in held.Steps.Where(s => s.IsOpen).ToList())
                if (step.IsExternal)
                    held.HearExternal(
                        step,
                        new ExternalReport("P1", "completed", world.Now, null, null),
                        world
                    );
                else if (step.Kind == StepKind.Sign)
                    _ = held.Decide(
                        new Signature(Outcome.Granted, "QĐ-1", "lan", "head", null),
                        world
                    );
                else
                    _ = held.Complete(step, Outcome.Granted, null, null, "minh", world);
    }

    private static void InTurn(Case held)
    {
        foreach (
            var step in held.Steps.Where(s =>
                s.State is not (StepState.Pending or StepState.Cancelled)
            )
        )
        foreach (var before in step.After.Select(held.Step))
            if (!before.IsDone && !before.IsPassedOver)
                throw new InvalidOperationException(
                    $"{step.Key} started before {before.Key} was done."
                );
    }

    private static IEnumerable<long> Sequences(IEnumerable<object> facts) =>
        facts.Select(f => (long)f.GetType().GetProperty("Sequence")!.GetValue(f)!);

    private static bool Told(Case held, Step step, int choice, Surroundings world)
    {
        if (step.State != StepState.Pending)
            held.HearExternal(
                step,
                new ExternalReport(
                    "P1",
                    choice % 2 == 0 ? "in-progress" : "completed",
                    world.Now,
                    null,
                    null
                ),
                world
            );
        return true;
    }

    private static bool Paused(Case held, Step step, Surroundings world)
    {
        if (!step.IsExternal)
            held.Pause(StepWait.Supplement, step.Id, SupplementRule.Restart, world);
        return true;
    }

    private static bool Resumed(Case held, Surroundings world)
    {
        held.Resume(StepWait.Supplement, null, world);
        return true;
    }

    private static bool Of(ServiceDefaults.Refusal? refusal) => refusal is null;
}

using System.Net;
using HoanKiem.Contracts;
using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

public sealed class CompleteAndDecideTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    private static readonly object Granted = new
    {
        outcome = "granted",
        decisionNumber = "QĐ-1",
        capacity = "head",
    };

    [Fact]
    public async Task An_accepted_dossier_is_examined_signed_and_decided()
    {
        var held = await app.ACase(Given.Plain);
        await app.Examine(held);
        var decided = await (await app.Decide(held, Granted)).Body();
        Assert.Equal("decided", decided.Text("phase"));

        var events = await app.Events(held.Id());
        Assert.Equal(
            [
                "CaseOpened",
                "StepAssigned",
                "StepCompleted",
                "StepAssigned",
                "StepCompleted",
                "CaseDecided",
            ],
            events.Select(e => e.Type)
        );
        var last = events[^1].Body;
        Assert.Equal(
            ("QĐ-1", "lan-hoan-kiem", "head"),
            (last.Text("decisionNumber"), last.Text("signatorySubject"), last.Text("capacity"))
        );
        Assert.Equal(app.Clock.GetUtcNow(), last.GetProperty("signedAt").GetDateTimeOffset());
        Assert.Equal("decided", (await app.Case(held.Id())).Text("phase"));
    }

    [Fact]
    public async Task A_second_decision_is_refused_and_the_first_stands()
    {
        var held = await app.ACase(Given.Plain);
        await app.Examine(held);
        await (await app.Decide(held, Granted)).Body();
        await (
            await app.Decide(
                held,
                new
                {
                    outcome = "refused",
                    decisionNumber = "QĐ-2",
                    capacity = "head",
                    reasonCode = "x",
                }
            )
        ).ShouldBeRefused("case-closed", 409);
        Assert.Equal("QĐ-1", (await app.Event(held.Id(), "CaseDecided")).Text("decisionNumber"));
    }

    [Fact]
    public async Task Two_leaders_at_once_make_one_decision()
    {
        var held = await app.ACase(Given.Plain);
        await app.Examine(held);
        var version = (await app.Case(held.Id())).Version();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 6)
                .Select(n =>
                    app.Decide(
                        held,
                        new
                        {
                            outcome = "granted",
                            decisionNumber = $"QĐ-{n}",
                            capacity = "head",
                        },
                        version
                    )
                )
        );
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        Assert.All(
            answers.Where(a => a.StatusCode != HttpStatusCode.OK),
            a =>
                Assert.Contains(
                    a.StatusCode,
                    new[] { HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed }
                )
        );
        Assert.Single(await app.Events(held.Id()), e => e.Type == "CaseDecided");
    }

    [Fact]
    public async Task A_refusal_after_examination_needs_its_reason_and_is_a_decision()
    {
        var held = await app.ACase(Given.Plain);
        await (
            await app.OnTask(
                app.Specialist(),
                held,
                "examine",
                "completion",
                new { proposal = "refused" }
            )
        ).ShouldBeRefused("refusal-reason-required", 422, "reasonCode");
        await (
            await app.OnTask(
                app.Specialist(),
                held,
                "examine",
                "completion",
                new { proposal = "refused", reasonCode = "not-entitled" }
            )
        ).Body();
        await (
            await app.Decide(
                held,
                new
                {
                    outcome = "refused",
                    decisionNumber = "TC-1",
                    capacity = "deputy",
                }
            )
        ).ShouldBeRefused("refusal-reason-required", 422, "reasonCode");
        await (
            await app.Decide(
                held,
                new
                {
                    outcome = "refused",
                    decisionNumber = "TC-1",
                    capacity = "deputy",
                    reasonCode = "not-entitled",
                }
            )
        ).Body();
        var decided = await app.Event(held.Id(), "CaseDecided");
        Assert.Equal(
            ("Refused", "not-entitled"),
            (Capital(decided.Text("outcome")), decided.Text("reasonCode"))
        );
    }

    [Fact]
    public async Task What_is_given_at_once_is_decided_by_the_clerk_who_gives_it()
    {
        var held = await app.ACase(Given.Certify, atOnce: true);
        await (
            await app.OnTask(app.Clerk(), held, "give", "completion", new { proposal = "granted" })
        ).ShouldBeRefused("wrong-step-kind", 422, "resultNumber");
        var done = await (
            await app.OnTask(
                app.Clerk(),
                held,
                "give",
                "completion",
                new { proposal = "granted", resultNumber = "CT-815" }
            )
        ).Body();
        Assert.Equal("decided", done.Text("casePhase"));
        var decided = await app.Event(held.Id(), "CaseDecided");
        Assert.Equal(
            ("CT-815", "hoa-hoan-kiem", "substitute"),
            (
                decided.Text("decisionNumber"),
                decided.Text("signatorySubject"),
                decided.Text("capacity")
            )
        );
    }

    [Fact]
    public async Task Signing_before_the_examination_is_refused()
    {
        var held = await app.ACase(Given.Plain);
        await (await app.Decide(held, Granted)).ShouldBeRefused("not-ready-to-sign", 409);
    }

    [Fact]
    public async Task A_stale_or_missing_version_is_refused_and_changes_nothing()
    {
        var held = await app.ACase(Given.Plain);
        var step = held.Step("examine");
        await (
            await app.OnTask(
                app.Specialist(),
                held,
                "examine",
                "completion",
                new { proposal = "granted" },
                step.Version() + 5
            )
        ).ShouldBeRefused("stale-version", 412);
        await (
            await app.Specialist()
                .SendJson(
                    HttpMethod.Post,
                    $"/v1/tasks/{step.Id()}/completion",
                    new { proposal = "granted" }
                )
        ).ShouldBeRefused("version-required", 428);
        await (await app.Decide(held, Granted, 99)).ShouldBeRefused("stale-version", 412);
        Assert.Equal(2, (await app.Events(held.Id())).Count);
    }

    [Fact]
    public async Task An_empty_body_is_refused()
    {
        var held = await app.ACase(Given.Plain);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await app.OnTask(app.Specialist(), held, "examine", "completion", new { })).StatusCode
        );
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Decide(held, new { })).StatusCode);
        await (
            await app.Decide(
                held,
                new
                {
                    outcome = "granted",
                    decisionNumber = "1",
                    capacity = "king",
                }
            )
        ).ShouldBeRefused("invalid-members", 400, "capacity");
    }

    [Fact]
    public async Task Roles_and_reach_decide_who_acts()
    {
        var held = await app.ACase(Given.Plain);
        var step = held.Step("examine");
        await (
            await app.OnTask(
                app.Clerk(),
                held,
                "examine",
                "completion",
                new { proposal = "granted" }
            )
        ).ShouldBeRefused("forbidden", 403);
        await (
            await app.Specialist("cua-nam")
                .SendJson(
                    HttpMethod.Post,
                    $"/v1/tasks/{step.Id()}/completion",
                    new { proposal = "granted" },
                    step.Version()
                )
        ).ShouldBeRefused("not-found", 404);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await app.Leader("cua-nam").GetAsync($"/v1/cases/{held.Id()}")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await app.Citizen().GetAsync($"/v1/cases/{held.Id()}")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await app.Anyone().GetAsync("/v1/tasks")).StatusCode
        );
        await app.Examine(held);
        await (
            await app.Specialist()
                .SendJson(
                    HttpMethod.Post,
                    $"/v1/cases/{held.Id()}/decision",
                    Granted,
                    (await app.Case(held.Id())).Version()
                )
        ).ShouldBeRefused("forbidden", 403);
    }

    [Fact]
    public async Task A_signature_is_given_by_deciding_and_another_systems_step_by_that_system()
    {
        var held = await app.ACase(Given.Birth);
        await app.Examine(held, "birth");
        await (
            await app.OnTask(
                app.Specialist(),
                held,
                "residence",
                "completion",
                new { proposal = "granted" }
            )
        ).ShouldBeRefused("step-kept-elsewhere", 422);
        var plain = await app.ACase(Given.Plain);
        await app.Examine(plain);
        await (
            await app.OnTask(
                app.Leader(),
                plain,
                "sign",
                "completion",
                new { proposal = "granted" }
            )
        ).ShouldBeRefused("wrong-step-kind", 422);
    }

    [Fact]
    public async Task A_task_is_claimed_and_a_leader_gives_it_to_somebody_else()
    {
        var held = await app.ACase(Given.Plain);
        var claimed = await (
            await app.OnTask(app.Specialist(), held, "examine", "claim", new { })
        ).Body();
        Assert.Equal("minh-hoan-kiem", claimed.Text("claimedBy"));
        await (
            await app.OnTask(app.Leader(), held, "examine", "reassignment", new { })
        ).ShouldBeRefused("invalid-members", 400, "agency");
        var given = await (
            await app.OnTask(app.Leader(), held, "examine", "reassignment", new { subject = "tam" })
        ).Body();
        Assert.Equal("tam", given.Text("claimedBy"));
        await (
            await app.OnTask(
                app.Leader(),
                held,
                "examine",
                "reassignment",
                new { agency = "nowhere" }
            )
        ).ShouldBeRefused("unknown-agency", 422);
        var moved = await (
            await app.OnTask(
                app.Leader(),
                held,
                "examine",
                "reassignment",
                new { agency = "cua-nam" }
            )
        ).Body();
        Assert.Equal("cua-nam", moved.Text("agency"));
        Assert.Equal(
            "cua-nam",
            (await app.Events(held.Id())).Last(e => e.Type == "StepAssigned").Body.Text("agency")
        );
        Assert.Equal(held.Id(), (await app.Case(held.Id(), "cua-nam")).Id());
    }

    [Fact]
    public async Task The_list_of_open_work_is_counted_paged_and_due_first()
    {
        for (var i = 0; i < 3; i++)
            await app.ACase(Given.Plain);
        var first = await (
            await app.Leader().GetAsync("/v1/tasks?limit=2&agency=hoan-kiem")
        ).Body();
        var second = await (
            await app.Leader()
                .GetAsync($"/v1/tasks?limit=200&agency=hoan-kiem&cursor={first.Text("next")}")
        ).Body();
        var all = first
            .GetProperty("items")
            .EnumerateArray()
            .Concat(second.GetProperty("items").EnumerateArray())
            .ToList();
        Assert.Equal(first.GetProperty("count").GetInt64(), all.Count);
        Assert.Equal(
            all.Count,
            all.Select(i => i.GetProperty("stepId").GetGuid()).Distinct().Count()
        );
        Assert.All(all, item => Assert.Equal("hoan-kiem", item.Text("agency")));
        Assert.Contains(all, item => item.GetProperty("workingMinutesLeft").GetInt32() > 0);
        Assert.Equal(
            0,
            (await (await app.Leader("cua-nam").GetAsync("/v1/tasks?agency=hoan-kiem")).Body())
                .GetProperty("count")
                .GetInt64()
        );
        await (await app.Leader().GetAsync("/v1/tasks?cursor=nonsense")).ShouldBeRefused(
            "invalid-members",
            400,
            "cursor"
        );
        await (await app.Leader().GetAsync("/v1/tasks?state=gone")).ShouldBeRefused(
            "invalid-members",
            400,
            "state"
        );
    }

    private static string? Capital(string? text) =>
        text is { Length: > 0 } ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}

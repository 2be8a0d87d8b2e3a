using System.Net;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

/// <summary>Papers and money: Routing says what is needed, Dossiers asks, and only Dossiers' events stop and start a step.</summary>
public sealed class NeedTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    private static readonly object Papers = new
    {
        paperCodes = new[] { "p1", "p2" },
        reasonCode = "missing",
    };

    [Fact]
    public async Task A_supplement_is_said_asked_for_and_received()
    {
        var held = await app.ACase(Given.Plain);
        var (dossier, step) = (held.GetProperty("dossierId").GetGuid(), held.Step("examine").Id());
        Assert.Equal(
            HttpStatusCode.Accepted,
            (
                await app.Specialist().PostJson($"/v1/tasks/{step}/supplement-needed", Papers)
            ).StatusCode
        );
        Assert.Equal(
            ["p1", "p2"],
            (await app.Event(held.Id(), "SupplementNeeded"))
                .GetProperty("paperCodes")
                .EnumerateArray()
                .Select(p => p.GetString())
        );
        Assert.Equal("assigned", (await app.Case(held.Id())).Step("examine").Text("state"));

        var now = app.Clock.GetUtcNow();
        var asked = new SupplementRequested(
            dossier,
            2,
            now,
            null,
            false,
            SupplementRule.Restart,
            "NĐ 61",
            "hoan-kiem",
            held.Id(),
            step,
            ["p1", "p2"],
            null
        );
        var message = Guid.CreateVersion7();
        await app.Deliver(asked, message);
        await app.Deliver(asked, message);
        Assert.Equal("waiting", (await app.Case(held.Id())).Step("examine").Text("state"));
        var waiting = await (
            await app.Leader().GetAsync("/v1/tasks?state=waiting&limit=200")
        ).Body();
        Assert.Contains(
            "supplement",
            waiting
                .GetProperty("items")
                .EnumerateArray()
                .Single(i => i.GetProperty("stepId").GetGuid() == step)
                .GetProperty("waitsFor")
                .EnumerateArray()
                .Select(w => w.GetString())
        );
        await (
            await app.OnTask(
                app.Specialist(),
                held,
                "examine",
                "completion",
                new { proposal = "granted" }
            )
        ).ShouldBeRefused("step-waits", 409);

        await app.Deliver(
            new SupplementReceived(dossier, 3, now, null, false, SupplementRule.Restart, null)
        );
        Assert.Equal("waiting", (await app.Case(held.Id())).Step("examine").Text("state"));
        var due = now.AddDays(9);
        await app.Deliver(
            new SupplementReceived(dossier, 4, now, null, true, SupplementRule.Restart, due)
        );
        var after = await app.Case(held.Id());
        Assert.Equal(
            ("assigned", due),
            (
                after.Step("examine").Text("state"),
                after.Step("examine").GetProperty("dueAt").GetDateTimeOffset()
            )
        );
    }

    [Fact]
    public async Task A_fee_is_said_asked_for_and_paid_even_when_the_facts_overtake_each_other()
    {
        var held = await app.ACase(Given.Plain);
        var (dossier, step, now, fee) = (
            held.GetProperty("dossierId").GetGuid(),
            held.Step("examine").Id(),
            app.Clock.GetUtcNow(),
            Guid.NewGuid()
        );
        await app.Specialist()
            .PostJson($"/v1/tasks/{step}/fee-needed", new { feeCode = "f1", amount = 50000 });
        Assert.Equal(
            50000,
            (await app.Event(held.Id(), "FeeNeeded")).GetProperty("amount").GetInt64()
        );

        Assert.Equal(
            Messaging.DeliveryOutcome.Held,
            await app.Deliver(
                new FeePaid(dossier, 3, now, null, fee, 50000, "online", now.AddDays(5))
            )
        );
        await app.Deliver(new FeeRequested(dossier, 2, now, null, fee, "f1", 50000, true, step));
        var after = (await app.Case(held.Id())).Step("examine");
        Assert.Equal(
            ("assigned", now.AddDays(5)),
            (after.Text("state"), after.GetProperty("dueAt").GetDateTimeOffset())
        );
    }

    [Fact]
    public async Task The_same_key_says_it_once()
    {
        var held = await app.ACase(Given.Plain);
        var url = $"/v1/tasks/{held.Step("examine").Id()}/supplement-needed";
        await app.Specialist().PostJson(url, Papers, "k-papers");
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await app.Specialist().PostJson(url, Papers, "k-papers")).StatusCode
        );
        Assert.Single(await app.Events(held.Id()), e => e.Type == "SupplementNeeded");
    }

    [Fact]
    public async Task Empty_bodies_are_refused_and_a_clerk_does_not_examine()
    {
        var held = await app.ACase(Given.Plain);
        var task = $"/v1/tasks/{held.Step("examine").Id()}";
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await app.Specialist().PostJson($"{task}/supplement-needed", new { })).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await app.Specialist().PostJson($"{task}/fee-needed", new { })).StatusCode
        );
        await (
            await app.Specialist().PostJson($"{task}/fee-needed", new { feeCode = "f", amount = 0 })
        ).ShouldBeRefused("invalid-members", 400, "amount");
        await (await app.Clerk().PostJson($"{task}/supplement-needed", Papers)).ShouldBeRefused(
            "forbidden",
            403
        );
        Assert.Equal(2, (await app.Events(held.Id())).Count);
    }

    [Fact]
    public async Task A_withdrawn_dossier_closes_its_case_and_later_facts_are_kept()
    {
        var held = await app.ACase(Given.Plain);
        var (dossier, now) = (held.GetProperty("dossierId").GetGuid(), app.Clock.GetUtcNow());
        await app.Deliver(new DossierWithdrawn(dossier, 2, now, null));
        await app.Deliver(
            new DueDateExtended(dossier, 3, now, null, now, now.AddDays(3), "hoan-kiem", "late")
        );
        await app.Deliver(new ProcessingStopped(dossier, 4, now, null, "x", "y"));
        var after = await app.Case(held.Id());
        Assert.Equal(
            ("withdrawn", "cancelled"),
            (after.Text("phase"), after.Step("examine").Text("state"))
        );
        Assert.Equal(
            ["DueDateExtended", "stopped"],
            after.GetProperty("traces").EnumerateArray().Select(t => t.Text("fact")).Order()
        );
        await (
            await app.OnTask(
                app.Specialist(),
                held,
                "examine",
                "completion",
                new { proposal = "granted" }
            )
        ).ShouldBeRefused("case-closed", 409);
    }

    [Fact]
    public async Task A_new_due_date_moves_the_steps_that_are_part_of_the_whole()
    {
        var held = await app.ACase(Given.Plain);
        var (dossier, now) = (held.GetProperty("dossierId").GetGuid(), app.Clock.GetUtcNow());
        await app.Deliver(
            new DueDateExtended(dossier, 2, now, null, now, now.AddDays(7), "hoan-kiem", "late")
        );
        Assert.Equal(
            now.AddDays(7),
            (await app.Case(held.Id())).Step("examine").GetProperty("dueAt").GetDateTimeOffset()
        );
        await app.Deliver(
            new DueDateRecomputed(dossier, 3, now, null, now, now.AddDays(8), "hanoi@2026-1")
        );
        Assert.Equal(
            now.AddDays(8),
            (await app.Case(held.Id())).Step("examine").GetProperty("dueAt").GetDateTimeOffset()
        );
    }
}

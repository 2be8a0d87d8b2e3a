using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Waits;

public sealed class WaitTests(DossiersApp app) : IClassFixture<DossiersApp>
{
    private readonly Given _given = new(app);

    [Fact]
    public async Task At_reception_a_clerk_asks_once_and_the_citizen_brings_everything()
    {
        await _given.Submitted();
        await (await _given.Act("supplement-requests", new { })).ShouldBeRefused(
            "invalid-members",
            400,
            "paperCodes"
        );
        var asked = await (
            await _given.Act(
                "supplement-requests",
                new { paperCodes = new[] { "giay-khac" }, reasonCode = "unclear" }
            )
        ).Body();
        Assert.Equal(5, asked.GetProperty("status").GetInt32());
        await (
            await _given.Act(
                "supplement-requests",
                new { paperCodes = new[] { "to-khai" }, reasonCode = "unclear" }
            )
        ).ShouldBeRefused("papers-awaited", 422);
        await (await _given.Act("acceptance", new { })).ShouldBeRefused("papers-awaited", 422);

        var some = await (
            await _given.Act("supplements", new { papers = Array.Empty<object>() })
        ).Body();
        Assert.Equal(
            (5, false),
            (some.GetProperty("status").GetInt32(), some.GetProperty("complete").GetBoolean())
        );
        var all = await (
            await _given.Act(
                "supplements",
                new { papers = new[] { new { code = "giay-khac", copies = 1 } } }
            )
        ).Body();
        Assert.Equal(
            (1, true),
            (all.GetProperty("status").GetInt32(), all.GetProperty("complete").GetBoolean())
        );
        await (
            await _given.Act("supplements", new { papers = Array.Empty<object>() })
        ).ShouldBeRefused("nothing-awaited", 422);

        var said = await app.Said(_given.Id);
        Assert.True(
            Assert
                .Single(said, fact => fact.Is<SupplementRequested>())
                .As<SupplementRequested>()
                .BeforeAcceptance
        );
        Assert.Equal(
            [false, true],
            said.Where(fact => fact.Is<SupplementReceived>())
                .Select(fact => fact.As<SupplementReceived>().Complete)
        );
    }

    [Theory]
    [InlineData(SmallCatalogue.Restarts, SupplementRule.Restart)]
    [InlineData(SmallCatalogue.Resumes, SupplementRule.Resume)]
    public async Task A_supplement_follows_the_dated_rule_of_the_procedure(
        string procedure,
        SupplementRule rule
    )
    {
        await _given.Processing(procedure);
        var need = _given.SupplementNeeded();
        await app.Deliver(need);
        Assert.Equal(5, await _given.Status());
        var asked = await app.SaidOnce<SupplementRequested>(_given.Id);
        Assert.Equal((rule, Given.Ward, _given.StepId), (asked.Rule, asked.AskedBy, asked.StepId));
        Assert.NotNull(asked.Until);
        Assert.Null(await app.Deadline("due-missed", _given.Id));
        Assert.NotNull(await app.Deadline("supplement-until", _given.Id));

        var papers = await (
            await _given.Act(
                "supplements",
                new { papers = new[] { new { code = "giay-khac", copies = 1 } } }
            )
        ).Body();
        Assert.Equal(4, papers.GetProperty("status").GetInt32());
        var received = await app.SaidOnce<SupplementReceived>(_given.Id);
        Assert.Equal((rule, true), (received.Rule, received.Complete));
        Assert.NotNull(received.DueAt);
        Assert.NotNull(await app.Deadline("due-missed", _given.Id));
    }

    [Fact]
    public async Task A_need_that_comes_twice_or_again_is_one_request()
    {
        await _given.Processing();
        var need = _given.SupplementNeeded();
        var messageId = Guid.CreateVersion7();
        Assert.Equal(DeliveryOutcome.Applied, await app.Deliver(need, messageId));
        Assert.Equal(DeliveryOutcome.Duplicate, await app.Deliver(need, messageId));
        await app.Deliver(_given.SupplementNeeded());
        await app.SaidOnce<SupplementRequested>(_given.Id);
    }

    [Fact]
    public async Task A_need_before_the_case_is_known_waits_its_turn()
    {
        await _given.Accepted();
        var opened = _given.CaseOpened();
        var need = _given.SupplementNeeded();
        Assert.Equal(DeliveryOutcome.Held, await app.Deliver(need));
        await app.Deliver(opened);
        Assert.Equal(5, await _given.Status());
        var said = await app.Said(_given.Id);
        Assert.Equal(
            Enumerable.Range(1, 4).Select(number => (long)number),
            said.Select(fact => fact.Sequence)
        );
    }

    [Fact]
    public async Task A_need_of_a_withdrawn_dossier_is_kept_as_a_trace()
    {
        await _given.Processing();
        Assert.Equal(
            7,
            (await (await _given.Act("withdrawal", new { })).Body())
                .GetProperty("status")
                .GetInt32()
        );
        await app.SaidOnce<DossierWithdrawn>(_given.Id);
        await app.Deliver(_given.SupplementNeeded());
        Assert.Equal(7, await _given.Status());
        Assert.Equal(1, await app.Count("history", _given.Id, "what = 'supplementNeeded'"));
        Assert.Equal(0, await app.Count("open_item", _given.Id));
    }

    [Fact]
    public async Task A_fee_that_a_step_needs_stops_the_clock_until_it_is_paid()
    {
        await _given.Processing();
        await app.Deliver(_given.FeeNeeded(15000));
        Assert.Equal(6, await _given.Status());
        var asked = await app.SaidOnce<FeeRequested>(_given.Id);
        var paid = await (
            await _given.Act(
                $"fees/{asked.FeeId}/payments",
                new { amount = 15000, means = "transfer" }
            )
        ).Body();
        Assert.Equal(4, paid.GetProperty("status").GetInt32());
        await app.SaidOnce<FeePaid>(_given.Id);
    }

    [Fact]
    public async Task An_apology_moves_the_date_once_and_only_in_time()
    {
        await _given.Processing();
        var late = new
        {
            dueAt = "2026-11-27T10:00:00+07:00",
            causedBy = Given.Ward,
            reasonCode = "workload",
        };
        await (await _given.Act("apology", late, _given.Leader)).ShouldBeRefused(
            "apology-not-possible",
            422,
            "dueAt"
        );
        var answer = await (
            await _given.Act(
                "apology",
                new
                {
                    dueAt = "2026-12-02T17:00:00+07:00",
                    causedBy = Given.Ward,
                    reasonCode = "workload",
                },
                _given.Leader
            )
        ).Body();
        Assert.Equal("2026-12-02T17:00:00+07:00", answer.GetProperty("dueAt").GetString());
        var said = await app.SaidOnce<DueDateExtended>(_given.Id);
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 10, 0, 0, TimeSpan.Zero), said.PreviousDueAt);
        await (
            await _given.Act(
                "apology",
                new
                {
                    dueAt = "2026-12-09T17:00:00+07:00",
                    causedBy = Given.Ward,
                    reasonCode = "workload",
                },
                _given.Leader
            )
        ).ShouldBeRefused("apology-already-given", 422);
        await (await _given.Act("apology", new { }, _given.Leader)).ShouldBeRefused(
            "invalid-members",
            400
        );
    }

    [Fact]
    public async Task A_leader_stops_a_dossier_and_names_the_basis()
    {
        await _given.Processing();
        await (
            await _given.Act(
                "stop",
                new { reasonCode = "no-papers", basis = "Quy trình liên thông" }
            )
        ).ShouldBeRefused("forbidden", 403);
        await (await _given.Act("stop", new { }, _given.Leader)).ShouldBeRefused(
            "invalid-members",
            400,
            "basis"
        );
        Assert.Equal(
            8,
            (
                await (
                    await _given.Act(
                        "stop",
                        new { reasonCode = "no-papers", basis = "Quy trình liên thông" },
                        _given.Leader
                    )
                ).Body()
            )
                .GetProperty("status")
                .GetInt32()
        );
        Assert.Equal(
            "Quy trình liên thông",
            (await app.SaidOnce<ProcessingStopped>(_given.Id)).Basis
        );
    }
}

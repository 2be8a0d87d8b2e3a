using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Messaging;
using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

/// <summary>The Catalogue's events have no order with those of Dossiers: whatever comes first, nothing is lost and nothing throws.</summary>
public sealed class LateCatalogueTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    [Fact]
    public async Task A_dossier_that_comes_before_its_route_waits_for_it()
    {
        await app.WithCatalogue();
        var accepted = app.Accepted("1.999991@2026-01-01");
        await app.Deliver(accepted);
        var waiting = await app.CaseOf(accepted.DossierId);
        Assert.Equal(
            ("awaitsroute", 0),
            (waiting.Text("phase"), waiting.GetProperty("steps").GetArrayLength())
        );
        Assert.Equal(
            1,
            await app.Scalar<long>(
                $"select count(*) from expectation where kind = 'route-known' and key = '{waiting.Id()}'"
            )
        );
        var published = Given.Procedure(
            "1.999991@2026-01-01",
            false,
            Given.Step("only", "sign", "competent", "ours", null, false)
        );
        await app.Deliver(published);
        await app.Deliver(published);
        Assert.Equal(
            "only",
            Assert
                .Single(
                    (await app.CaseOf(accepted.DossierId)).GetProperty("steps").EnumerateArray()
                )
                .Text("key")
        );
        Assert.Equal(2, (await app.Events(waiting.Id())).Count);
        // The answer lies there, or has already met what was awaited.
        Assert.True(
            await app.Scalar<bool>(
                $"select exists (select from expectation_answer where kind = 'route-known' and key = '{waiting.Id()}') or not exists (select from expectation where kind = 'route-known' and key = '{waiting.Id()}')"
            )
        );
    }

    [Fact]
    public async Task A_due_date_that_waits_for_its_calendar_is_computed_when_it_comes()
    {
        await app.WithCatalogue();
        await app.Deliver(
            Given.Procedure(
                "1.999992@2026-01-01",
                false,
                Given.Step(
                    "only",
                    "sign",
                    "competent",
                    "ours",
                    new(2, Contracts.LimitUnit.WorkingDay, null),
                    false
                )
            )
        );
        var accepted = app.Accepted("1.999992@2026-01-01") with
        {
            CalendarVersion = "hanoi@2026-9",
        };
        await app.Deliver(accepted);
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            (await app.CaseOf(accepted.DossierId)).Step("only").GetProperty("dueAt").ValueKind
        );
        await app.Deliver(
            Given.WorkingCalendar("hanoi@2026-9") with
            {
                Sequence = 2,
                CoveredFrom = new(2026, 1, 1),
                CoveredTo = new(2026, 12, 31),
                Days = [],
            }
        );
        Assert.Equal(
            new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero),
            (await app.CaseOf(accepted.DossierId))
                .Step("only")
                .GetProperty("dueAt")
                .GetDateTimeOffset()
        );
    }

    [Fact]
    public async Task An_accepted_dossier_delivered_twice_has_one_case()
    {
        await app.WithCatalogue();
        var accepted = app.Accepted(Given.Plain);
        var message = Guid.CreateVersion7();
        await app.Deliver(accepted, message);
        Assert.Equal(DeliveryOutcome.Duplicate, await app.Deliver(accepted, message));
        Assert.Equal(DeliveryOutcome.Late, await app.Deliver(accepted));
        Assert.Equal(2, (await app.Events((await app.CaseOf(accepted.DossierId)).Id())).Count);
    }

    [Fact]
    public async Task Facts_about_a_dossier_that_was_never_accepted_leave_nothing_behind()
    {
        await app.WithCatalogue();
        var (dossier, now) = (Guid.NewGuid(), app.Clock.GetUtcNow());
        await app.Deliver(
            new SupplementRequested(
                dossier,
                1,
                now,
                null,
                true,
                Contracts.SupplementRule.Restart,
                "x",
                "hoan-kiem",
                null,
                null,
                ["p"],
                null
            )
        );
        await app.Deliver(new DossierWithdrawn(dossier, 2, now, null));
        Assert.Equal(
            0,
            await app.Scalar<long>($"select count(*) from \"case\" where dossier_id = '{dossier}'")
        );
    }
}

using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

/// <summary>Agencies end while work is open.</summary>
public sealed class AgencyEndTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    [Fact]
    public async Task Open_work_goes_to_the_successor_on_its_day_and_a_split_is_chosen_by_a_person()
    {
        await app.WithCatalogue();
        foreach (var agency in new[] { "whole-old", "split-old" })
            await app.Deliver(Given.Agency(agency, from: new(2020, 1, 1), to: new(2026, 11, 23)));
        var whole = app.Accepted(Given.Plain, "whole-old");
        var split = app.Accepted(Given.Plain, "split-old");
        await app.Deliver(whole);
        await app.Deliver(split);
        await app.Deliver(
            Given.Succeeded("whole-old", true, "hoan-kiem") with
            {
                Effective = new(2026, 11, 24),
            }
        );
        await app.Deliver(
            Given.Succeeded("split-old", false, "hoan-kiem", "cua-nam") with
            {
                Effective = new(2026, 11, 24),
            }
        );
        Assert.Equal("whole-old", (await app.CaseOf(whole.DossierId, "whole-old")).Text("agency"));

        app.Clock.Advance(TimeSpan.FromHours(17));
        await Eventually.True(
            "the successor has the work",
            async () =>
                await app.Scalar<string>(
                    $"select agency from \"case\" where dossier_id = '{whole.DossierId}'"
                ) == "hoan-kiem"
        );
        Assert.Equal(
            "hoan-kiem",
            (await app.CaseOf(whole.DossierId)).Step("examine").Text("agency")
        );

        var choice = await Eventually.Be(
            "a choice",
            async () =>
                (await app.OpenItems()).FirstOrDefault(i =>
                    i.GetProperty("dossierId").GetGuid() == split.DossierId
                ),
            i => i.ValueKind == System.Text.Json.JsonValueKind.Object
        );
        Assert.Equal(
            ("choose-successor", "split-old"),
            (choice.Text("kind"), choice.Text("detail"))
        );
        var url = $"/v1/open-items/{choice.Id()}/closure";
        await (
            await app.Leader().SendJson(HttpMethod.Post, url, new { resolution = "chosen" }, 1)
        ).ShouldBeRefused("choice-required", 422, "agency");
        await (
            await app.Leader()
                .SendJson(
                    HttpMethod.Post,
                    url,
                    new { resolution = "chosen", agency = "ba-dinh" },
                    1
                )
        ).ShouldBeRefused("choice-required", 422, "agency");
        await (
            await app.Leader("ba-dinh")
                .SendJson(
                    HttpMethod.Post,
                    url,
                    new { resolution = "chosen", agency = "cua-nam" },
                    1
                )
        ).ShouldBeRefused("not-found", 404);
        await (
            await app.Leader()
                .SendJson(
                    HttpMethod.Post,
                    url,
                    new { resolution = "chosen", agency = "cua-nam" },
                    1
                )
        ).Body();
        await (
            await app.Leader()
                .SendJson(
                    HttpMethod.Post,
                    url,
                    new { resolution = "chosen", agency = "cua-nam" },
                    2
                )
        ).ShouldBeRefused("already-done", 409);
        var after = await app.CaseOf(split.DossierId, "cua-nam");
        Assert.Equal(
            ("cua-nam", "cua-nam"),
            (after.Text("agency"), after.Step("examine").Text("agency"))
        );
        Assert.Equal(3, (await app.Events(after.Id())).Count);
    }

    [Fact]
    public async Task A_succession_that_comes_after_the_end_takes_the_choice_from_the_lists()
    {
        await app.WithCatalogue();
        await app.Deliver(Given.Agency("orphan-old", from: new(2020, 1, 1), to: new(2026, 11, 20)));
        var accepted = app.Accepted(Given.Plain, "orphan-old", receivedBy: "hoan-kiem");
        await app.Deliver(accepted);
        Assert.Contains(
            await app.OpenItems(),
            i =>
                i.Text("kind") == "choose-actor"
                && i.GetProperty("dossierId").GetGuid() == accepted.DossierId
        );
        await app.Deliver(
            Given.Succeeded("orphan-old", true, "cua-nam") with
            {
                Effective = new(2026, 11, 21),
            }
        );
        await Eventually.True(
            "the successor has the work",
            async () =>
                await app.Scalar<string>(
                    $"select agency from step where dossier_id = '{accepted.DossierId}' and key = 'examine'"
                ) == "cua-nam"
        );
        Assert.DoesNotContain(
            await app.OpenItems(),
            i => i.GetProperty("dossierId").GetGuid() == accepted.DossierId
        );
    }
}

using System.Net;
using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

public sealed class HandOverTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    [Fact]
    public async Task Papers_received_elsewhere_are_given_and_acknowledged_with_both_moments()
    {
        var held = await app.ACase(Given.Plain, receivedBy: "cua-nam", onPaper: true);
        var planned = held.GetProperty("handOvers")[0];
        Assert.Equal(
            ("cua-nam", "hoan-kiem"),
            (planned.Text("fromAgency"), planned.Text("toAgency"))
        );
        Assert.Equal(
            new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero),
            planned.GetProperty("dueAt").GetDateTimeOffset()
        );

        var given = await (
            await app.Clerk("cua-nam").PostJson("/v1/hand-overs", Body(held.Id()), "k-give")
        ).Body();
        Assert.Equal(planned.Id(), given.Id());
        Assert.Equal(
            given.Id(),
            (
                await (
                    await app.Clerk("cua-nam").PostJson("/v1/hand-overs", Body(held.Id()), "k-give")
                ).Body()
            ).Id()
        );
        await (
            await app.Clerk("cua-nam").PostJson("/v1/hand-overs", Body(held.Id()))
        ).ShouldBeRefused("already-done", 409);

        var givenAt = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromHours(1));
        var url = $"/v1/hand-overs/{given.Id()}/acknowledgement";
        await (
            await app.Clerk("cua-nam").SendJson(HttpMethod.Post, url, new { }, given.Version())
        ).ShouldBeRefused("forbidden", 403);
        await (await app.Clerk().SendJson(HttpMethod.Post, url, new { }, 77)).ShouldBeRefused(
            "stale-version",
            412
        );
        await (await app.Clerk().SendJson(HttpMethod.Post, url, new { }, given.Version())).Body();
        await (
            await app.Clerk().SendJson(HttpMethod.Post, url, new { }, given.Version() + 1)
        ).ShouldBeRefused("already-done", 409);
        var acknowledged = await app.Event(held.Id(), "HandOverAcknowledged");
        Assert.Equal(
            (givenAt, app.Clock.GetUtcNow()),
            (
                acknowledged.GetProperty("givenAt").GetDateTimeOffset(),
                acknowledged.GetProperty("occurredAt").GetDateTimeOffset()
            )
        );
    }

    [Fact]
    public async Task The_list_shows_both_sides_what_is_not_acknowledged()
    {
        var held = await app.ACase(Given.Plain, receivedBy: "ba-dinh", onPaper: true);
        foreach (var agency in new[] { "ba-dinh", "hoan-kiem" })
        {
            var list = await (
                await app.Clerk(agency).GetAsync($"/v1/hand-overs?agency={agency}")
            ).Body();
            Assert.Contains(
                list.GetProperty("items").EnumerateArray(),
                i => i.GetProperty("caseId").GetGuid() == held.Id()
            );
        }
    }

    [Fact]
    public async Task Papers_go_only_to_an_agency_of_ours_and_only_from_ones_own()
    {
        var held = await app.ACase(Given.Plain);
        await (
            await app.Clerk()
                .PostJson(
                    "/v1/hand-overs",
                    new
                    {
                        caseId = held.Id(),
                        fromAgency = "hoan-kiem",
                        toAgency = "cong-an-p-hoan-kiem",
                    }
                )
        ).ShouldBeRefused("unknown-agency", 422);
        await (
            await app.Clerk()
                .PostJson(
                    "/v1/hand-overs",
                    new
                    {
                        caseId = held.Id(),
                        fromAgency = "cua-nam",
                        toAgency = "hoan-kiem",
                    }
                )
        ).ShouldBeRefused("forbidden", 403);
        await (
            await app.Clerk("ba-dinh").PostJson("/v1/hand-overs", Body(held.Id()))
        ).ShouldBeRefused("not-found", 404);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await app.Clerk().PostJson("/v1/hand-overs", new { })).StatusCode
        );
    }

    private static object Body(Guid caseId) =>
        new
        {
            caseId,
            fromAgency = "cua-nam",
            toAgency = "hoan-kiem",
        };
}

using System.Net;
using HoanKiem.Testing;

namespace HoanKiem.Routing.Tests;

/// <summary>1.004873: the ward asks the ward of former residence, which has three working days of its own.</summary>
public sealed class OpinionTests(RoutingApp app) : IClassFixture<RoutingApp>
{
    private static readonly object Question = new
    {
        toAgency = "cua-nam",
        questionCode = "marital-status",
        periodFrom = "2001-01-01",
        periodTo = "2005-12-31",
    };

    [Fact]
    public async Task The_other_ward_is_asked_answers_and_the_certificate_is_signed()
    {
        var held = await app.ACase(Given.Marital);
        var examine = held.Step("examine");
        var asked = await (
            await app.Specialist().PostJson($"/v1/tasks/{examine.Id()}/opinions", Question)
        ).Body();
        // Monday 23/11; Tuesday is a day off: three working days are 25, 26 and 27.
        Assert.Equal(
            new DateTimeOffset(2026, 11, 27, 10, 0, 0, TimeSpan.Zero),
            asked.GetProperty("dueAt").GetDateTimeOffset()
        );
        var requested = await app.Event(held.Id(), "OpinionRequested");
        Assert.Equal(
            ("hoan-kiem", "cua-nam"),
            (requested.Text("fromAgency"), requested.Text("toAgency"))
        );
        await (
            await app.OnTask(
                app.Specialist(),
                held,
                "examine",
                "completion",
                new { proposal = "granted" }
            )
        ).ShouldBeRefused("opinion-open", 409);

        var mine = (await (await app.Specialist("cua-nam").GetAsync("/v1/opinions")).Body())
            .GetProperty("items")
            .EnumerateArray()
            .Single(i => i.GetProperty("caseId").GetGuid() == held.Id());
        var answer = await app.Specialist("cua-nam")
            .SendJson(
                HttpMethod.Post,
                $"/v1/opinions/{mine.Id()}/answer",
                new { answerCode = "confirmed", answerNumber = "12/UBND" },
                mine.Version()
            );
        Assert.Equal("early", (await answer.Body()).Text("timeliness"));
        Assert.NotEqual(
            default,
            (await app.Event(held.Id(), "OpinionGiven")).GetProperty("opinionId").GetGuid()
        );

        await app.Examine(held);
        await (
            await app.Decide(
                held,
                new
                {
                    outcome = "granted",
                    decisionNumber = "XN-1",
                    capacity = "deputy",
                }
            )
        ).Body();
        Assert.Equal("decided", (await app.Case(held.Id())).Text("phase"));
    }

    [Fact]
    public async Task The_same_key_asks_once_and_another_body_under_it_is_refused()
    {
        var held = await app.ACase(Given.Marital);
        var url = $"/v1/tasks/{held.Step("examine").Id()}/opinions";
        var first = await (await app.Specialist().PostJson(url, Question, "k-opinion")).Body();
        var again = await (await app.Specialist().PostJson(url, Question, "k-opinion")).Body();
        Assert.Equal(
            first.GetProperty("opinionId").GetGuid(),
            again.GetProperty("opinionId").GetGuid()
        );
        await (
            await app.Specialist()
                .PostJson(
                    url,
                    new { toAgency = "ba-dinh", questionCode = "marital-status" },
                    "k-opinion"
                )
        ).ShouldBeRefused("idempotency-key-reused", 422);
        Assert.Single(await app.Events(held.Id()), e => e.Type == "OpinionRequested");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("cong-an-p-hoan-kiem")]
    [InlineData("hoan-kiem")]
    public async Task Only_another_agency_of_ours_that_exists_can_be_asked(string agency)
    {
        var held = await app.ACase(Given.Marital);
        await (
            await app.Specialist()
                .PostJson(
                    $"/v1/tasks/{held.Step("examine").Id()}/opinions",
                    new { toAgency = agency, questionCode = "x" }
                )
        ).ShouldBeRefused("unknown-agency", 422);
    }

    [Fact]
    public async Task An_answer_is_given_once_and_only_by_the_agency_that_was_asked()
    {
        var held = await app.ACase(Given.Marital);
        var asked = await (
            await app.Specialist()
                .PostJson($"/v1/tasks/{held.Step("examine").Id()}/opinions", Question)
        ).Body();
        var url = $"/v1/opinions/{asked.GetProperty("opinionId").GetGuid()}/answer";
        await (
            await app.Specialist()
                .SendJson(HttpMethod.Post, url, new { answerCode = "confirmed" }, 1)
        ).ShouldBeRefused("forbidden", 403);
        await (
            await app.Specialist("ba-dinh")
                .SendJson(HttpMethod.Post, url, new { answerCode = "confirmed" }, 1)
        ).ShouldBeRefused("not-found", 404);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await app.Specialist("cua-nam").SendJson(HttpMethod.Post, url, new { }, 1)).StatusCode
        );
        await (
            await app.Specialist("cua-nam")
                .SendJson(HttpMethod.Post, url, new { answerCode = "confirmed" }, 1)
        ).Body();
        await (
            await app.Specialist("cua-nam")
                .SendJson(HttpMethod.Post, url, new { answerCode = "no-record" }, 2)
        ).ShouldBeRefused("already-done", 409);
    }

    [Fact]
    public async Task An_empty_question_is_refused()
    {
        var held = await app.ACase(Given.Marital);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await app.Specialist()
                    .PostJson($"/v1/tasks/{held.Step("examine").Id()}/opinions", new { })
            ).StatusCode
        );
    }
}

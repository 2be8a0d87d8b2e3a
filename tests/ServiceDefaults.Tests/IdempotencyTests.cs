using System.Net;
using System.Text;
using HoanKiem.SampleService.Things;
using HoanKiem.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed class IdempotencyTests(SampleApp app) : IClassFixture<SampleApp>
{
    private const string Url = "/v1/things";

    [Fact]
    public async Task A_creating_request_without_a_key_is_refused()
    {
        var answer = await app.Citizen()
            .SendJson(HttpMethod.Post, Url, new { title = "Khai sinh", agency = "hang-bac" });

        await answer.ShouldBeRefused("idempotency-key-required", 400);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("khóa")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_key_that_is_not_one_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url)
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        await (
            await app.Citizen().SendAsync(request, TestContext.Current.CancellationToken)
        ).ShouldBeRefused("idempotency-key-required", 400);
    }

    [Fact]
    public async Task The_same_key_and_body_give_the_stored_answer_and_one_effect()
    {
        var citizen = app.Citizen("twice");
        var first = await citizen.PostJson(
            Url,
            new { title = "Một lần", agency = "hang-bac" },
            "k1"
        );
        // The members in another order and other spaces: still the same request.
        using var again = new HttpRequestMessage(HttpMethod.Post, Url)
        {
            Content = new StringContent(
                """{ "agency": "hang-bac",  "title": "Một lần" }""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        again.Headers.Add("Idempotency-Key", "k1");
        var second = await citizen.SendAsync(again, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal((await first.Body()).GetRawText(), (await second.Body()).GetRawText());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(
            1,
            await app.Scalar<long>("select count(*) from thing where title = 'Một lần'")
        );
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var citizen = app.Citizen("other-body");
        await citizen.PostJson(Url, new { title = "Thứ nhất", agency = "hang-bac" }, "k2");

        var answer = await citizen.PostJson(
            Url,
            new { title = "Thứ hai", agency = "hang-bac" },
            "k2"
        );

        await answer.ShouldBeRefused("idempotency-key-reused", 422);
        Assert.Equal(
            0,
            await app.Scalar<long>("select count(*) from thing where title = 'Thứ hai'")
        );
    }

    [Fact]
    public async Task Keys_of_two_people_have_nothing_to_do_with_each_other()
    {
        var mine = await (
            await app.Citizen("one")
                .PostJson(Url, new { title = "Cùng khóa", agency = "hang-bac" }, "k3")
        ).Body();
        var theirs = await (
            await app.Citizen("two")
                .PostJson(Url, new { title = "Cùng khóa", agency = "hang-bac" }, "k3")
        ).Body();

        Assert.NotEqual(mine.GetProperty("id").GetGuid(), theirs.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_refusal_leaves_nothing_behind_and_is_given_again()
    {
        var citizen = app.Citizen("refused");
        await (
            await citizen.PostJson(Url, new { title = "refuse me", agency = "hang-bac" }, "k4")
        ).ShouldBeRefused("thing-refused", 422, "title");
        var again = await citizen.PostJson(
            Url,
            new { title = "refuse me", agency = "hang-bac" },
            "k4"
        );

        await again.ShouldBeRefused("thing-refused", 422, "title");
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(
            0,
            await app.Scalar<long>("select count(*) from thing where title = 'refuse me'")
        );
    }

    [Fact]
    public async Task A_fault_of_ours_leaves_nothing_behind_and_may_be_tried_again()
    {
        var citizen = app.Citizen("failed");
        await (
            await citizen.PostJson(Url, new { title = "fail", agency = "hang-bac" }, "k5")
        ).ShouldBeRefused("unexpected", 500);

        Assert.Equal(0, await app.Scalar<long>("select count(*) from thing where title = 'fail'"));
        Assert.Equal(
            0,
            await app.Scalar<long>("select count(*) from idempotency where key = 'k5'")
        );
    }

    [Fact]
    public async Task While_the_first_request_runs_the_second_is_told_to_wait()
    {
        var citizen = app.Citizen("slow");
        var first = citizen.PostJson(Url, new { title = "slow", agency = "hang-bac" }, "k6");
        await Eventually.True(
            "the first request holds its lock",
            async () =>
                await app.Scalar<long>(
                    "select count(*) from pg_locks l join pg_database d on d.oid = l.database where locktype = 'advisory' and d.datname = current_database()"
                ) > 0
        );

        var second = await citizen.PostJson(Url, new { title = "slow", agency = "hang-bac" }, "k6");
        app.Services.GetRequiredService<Gate>().LetGo();

        await second.ShouldBeRefused("request-still-running", 409);
        Assert.Equal(HttpStatusCode.Created, (await first).StatusCode);
        Assert.Equal(1, await app.Scalar<long>("select count(*) from thing where title = 'slow'"));
    }

    [Fact]
    public async Task Many_at_once_with_few_keys_make_one_thing_for_each_key()
    {
        var citizen = app.Citizen("crowd");
        var order = Enumerable.Range(0, 24).Select(n => n % 4).ToArray();
        new Random(2026).Shuffle(order);

        var answers = await Task.WhenAll(
            order.Select(async key =>
            {
                while (true)
                {
                    var answer = await citizen.PostJson(
                        Url,
                        new { title = $"crowd {key}", agency = "hang-bac" },
                        $"crowd-{key}"
                    );
                    // Told to wait while another with the same key is at work; whoever waits asks again.
                    if (answer.StatusCode != HttpStatusCode.Conflict)
                        return (Key: key, Answer: await answer.Body());
                }
            })
        );

        Assert.Equal(
            4,
            await app.Scalar<long>("select count(*) from thing where title like 'crowd %'")
        );
        foreach (var same in answers.GroupBy(answer => answer.Key))
            Assert.Single(same.Select(answer => answer.Answer.GetRawText()).Distinct());
    }

    [Fact]
    public async Task The_same_upload_twice_is_one_upload()
    {
        var citizen = app.Citizen("upload");
        async Task<HttpResponseMessage> Upload(byte filling)
        {
            var form = new MultipartFormDataContent
            {
                {
                    new ByteArrayContent([.. Enumerable.Repeat(filling, 1000)]),
                    "file",
                    "paper.pdf"
                },
            };
            var request = new HttpRequestMessage(HttpMethod.Post, Url + "/files")
            {
                Content = form,
            };
            request.Headers.Add("Idempotency-Key", "k7");
            return await citizen.SendAsync(request, TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.OK, (await Upload(1)).StatusCode);
        Assert.True((await Upload(1)).Headers.Contains("Idempotency-Replayed"));
        await (await Upload(2)).ShouldBeRefused("idempotency-key-reused", 422);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HoanKiem.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Every kind of bad input has its stable type, both languages and the member's name, and leaves nothing behind.</summary>
public sealed class BadInputTests(SampleApp app) : IClassFixture<SampleApp>, IAsyncLifetime
{
    private const string Url = "/v1/things";
    private HttpClient _citizen = null!;

    public ValueTask InitializeAsync()
    {
        _citizen = app.Citizen();
        return ValueTask.CompletedTask;
    }

    // Whatever was refused here, nothing of it may be there afterwards.
    public async ValueTask DisposeAsync() =>
        Assert.Equal(0, await app.Scalar<long>("select count(*) from thing"));

    [Theory]
    [InlineData("{ \"title\": ", "malformed-json", null)]
    [InlineData("", "bad-request", null)]
    [InlineData("[]", "malformed-json", null)]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","colour":"red"}""",
        "unknown-member",
        "colour"
    )]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","parts":[{"name":"a","colour":"red"}]}""",
        "unknown-member",
        "parts[0].colour"
    )]
    [InlineData("{}", "invalid-members", "title")]
    [InlineData("""{"title":null,"agency":"hang-bac"}""", "invalid-members", "title")]
    [InlineData("""{"title":"","agency":"hang-bac"}""", "invalid-members", "title")]
    [InlineData("""{"title":"x","agency":"hang-bac"}""", "invalid-members", "title")]
    [InlineData("""{"title":5,"agency":"hang-bac"}""", "invalid-members", "title")]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","count":"5"}""",
        "invalid-members",
        "count"
    )]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","count":10}""",
        "invalid-members",
        "count"
    )]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","parts":[{"name":"a"},{"name":"longer than ten"}]}""",
        "invalid-members",
        "parts[1].name"
    )]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","since":"2026-11-23T08:00:00"}""",
        "invalid-members",
        "since"
    )]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","since":"gestern"}""",
        "invalid-members",
        "since"
    )]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","ownerNumber":"003099000001"}""",
        "invalid-members",
        "ownerNumber"
    )]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","phone":"0123"}""",
        "invalid-members",
        "phone"
    )]
    [InlineData("""{"title":"Khai sinh\u0007","agency":"hang-bac"}""", "invalid-text", "title")]
    [InlineData(
        """{"title":"Khai sinh","agency":"hang-bac","parts":[{"name":"a\u0000"}]}""",
        "invalid-text",
        "parts[0].name"
    )]
    [InlineData("""{"title":"Ho\u0300a","agency":"hang-bac"}""", "invalid-text", "title")]
    [InlineData("""{"title":"Khai \ud800sinh","agency":"hang-bac"}""", "invalid-text", "title")]
    public async Task A_bad_body_is_refused_with_its_type_and_member(
        string body,
        string type,
        string? member
    )
    {
        var answer = await Send(new StringContent(body, Encoding.UTF8, "application/json"));

        await answer.ShouldBeRefused(type, 400, member);
    }

    [Fact]
    public async Task All_faults_of_a_request_come_in_one_answer()
    {
        var answer = await _citizen.PostJson(
            Url,
            new
            {
                title = "",
                agency = "hang-bac",
                phone = "1",
                ownerNumber = "2",
                count = 77,
            }
        );

        var problem = await answer.ShouldBeRefused("invalid-members", 400);
        var codes = problem
            .GetProperty("errors")
            .EnumerateArray()
            .Select(error =>
                $"{error.GetProperty("member").GetString()}:{error.GetProperty("code").GetString()}"
            );
        Assert.Equal(
            ["count:range", "ownerNumber:identity-number", "phone:phone", "title:required"],
            codes.Where(code => code != "title:length").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_wrong_content_type_is_refused() =>
        await (
            await Send(new StringContent("title=x", Encoding.UTF8, "text/plain"))
        ).ShouldBeRefused("unsupported-content-type", 415);

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var answer = await _citizen.PostJson(
            Url,
            new { title = new string('x', 1024 * 1024), agency = "hang-bac" }
        );

        await answer.ShouldBeRefused("body-too-large", 413);
    }

    [Fact]
    public async Task An_endpoint_may_take_more_than_the_rest()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(new byte[1500 * 1024]), "file", "paper.pdf" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, Url + "/files")
        {
            Content = form,
        };
        request.Headers.Add("Idempotency-Key", "upload-1");

        var body = await (
            await _citizen.SendAsync(request, TestContext.Current.CancellationToken)
        ).Body();

        Assert.Equal(1500 * 1024, body.GetProperty("size").GetInt64());
    }

    [Fact]
    public async Task Nobody_signed_in_is_told_so() =>
        await (await app.Anyone().Get(Url)).ShouldBeRefused("unauthenticated", 401);

    [Fact]
    public async Task A_token_that_has_expired_is_refused()
    {
        var old = Testing.Tokens.Of(
            "citizen-1",
            "citizen",
            "sample",
            app.Clock.GetUtcNow().AddMinutes(-6)
        );

        await (await app.With(old).Get(Url)).ShouldBeRefused("token-expired", 401);
    }

    [Fact]
    public async Task A_token_for_another_service_is_refused()
    {
        var other = Testing.Tokens.Of("citizen-1", "citizen", "postal", app.Clock.GetUtcNow());

        await (await app.With(other).Get(Url)).ShouldBeRefused("token-for-another-service", 401);
    }

    [Fact]
    public async Task A_citizen_at_an_officers_door_is_refused() =>
        await (await _citizen.Get("/v1/only-officers")).ShouldBeRefused("forbidden", 403);

    [Fact]
    public async Task An_address_that_does_not_exist_is_not_found() =>
        await (await _citizen.Get("/v1/nothing")).ShouldBeRefused("not-found", 404);

    [Fact]
    public async Task A_method_that_does_not_exist_is_refused() =>
        await (
            await _citizen.DeleteAsync(Url, TestContext.Current.CancellationToken)
        ).ShouldBeRefused("method-not-allowed", 405);

    [Fact]
    public async Task A_fault_of_ours_says_nothing_but_its_trace()
    {
        var answer = await _citizen.Get("/v1/fault");

        var problem = await answer.ShouldBeRefused("unexpected", 500);
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    public async Task A_bad_parameter_is_named(string query, string member) =>
        await (await _citizen.Get($"{Url}?{query}")).ShouldBeRefused(
            "invalid-members",
            400,
            member
        );

    [Fact]
    public async Task A_search_may_be_in_any_normal_form()
    {
        var answer = await _citizen.Get($"{Url}?q={Uri.EscapeDataString("ho\u0300a")}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Vietnamese_is_written_as_it_is()
    {
        var answer = await _citizen.Get("/v1/nothing");

        Assert.Contains(
            "Không tìm thấy",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    private Task<HttpResponseMessage> Send(HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = content };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        return _citizen.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

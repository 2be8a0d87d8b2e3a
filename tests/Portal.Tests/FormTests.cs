using System.Net;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.Testing;

namespace HoanKiem.Portal.Tests;

/// <summary>Another site cannot send a form of ours in somebody's name, nor read what a program may.</summary>
public sealed class FormTests(Site site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_that_takes_a_form_asks_for_the_pages_own_token()
    {
        await using var portal = site.In("Development");
        var pages = await Forms.OfPages(portal.Services);

        Assert.True(pages.Count >= 7, string.Join(' ', pages));
        Assert.All(pages, page => Assert.True(page.Checked, page.Path));
        // The notice of Identity is signed, and comes with no cookie.
        Assert.Equal([PortalClient.SignOutNoticePath], Forms.OfEndpoints(portal.Services));
    }

    [Theory]
    [InlineData("/tra-cuu")]
    [InlineData("/danh-gia")]
    [InlineData("/tai-khoan")]
    public async Task Without_it_nothing_happens(string path)
    {
        using var client = site.Client();
        using var form = new FormUrlEncodedContent([new("Code", Backend.LookUpCode)]);
        using var answer = await client.PostAsync(path, form, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://app.example", "/api/catalogue/v1/procedures", true)]
    [InlineData("https://app.example", "/connect/token", true)]
    [InlineData("https://evil.example", "/api/catalogue/v1/procedures", false)]
    [InlineData("https://app.example.evil.example", "/api/catalogue/v1/procedures", false)]
    [InlineData("null", "/api/catalogue/v1/procedures", false)]
    [InlineData("https://app.example", "/tra-cuu", false)]
    [InlineData("https://app.example", "/connect/dang-nhap", false)]
    public async Task A_script_of_another_site_calls_the_APIs_when_it_is_on_the_list_and_pages_never(
        string origin,
        string path,
        bool allowed
    )
    {
        await using var portal = site.In(
            "Development",
            new() { ["Cors:Origins"] = "https://app.example" }
        );
        using var client = portal.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,idempotency-key");
        using var answer = await client.SendAsync(request, Ct);

        Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
        // Tokens, never cookies.
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Nobody_is_on_the_list_unless_somebody_says_so()
    {
        using var client = site.Client();
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/api/catalogue/v1/procedures?q=hon"
        );
        request.Headers.Add("Origin", "https://app.example");
        using var answer = await client.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }
}

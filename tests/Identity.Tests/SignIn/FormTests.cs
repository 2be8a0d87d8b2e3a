using System.Net;
using HoanKiem.Testing;

namespace HoanKiem.Identity.Tests.SignIn;

/// <summary>Another site cannot send a form of ours in somebody's name.</summary>
public sealed class FormTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    /// <summary>Where clients send people with a POST of theirs; the answer to our own question is checked by hand: ConsentTests, SignOutTests.</summary>
    private static readonly string[] ByHand = ["/Authorize", "/SignOut"];

    [Fact]
    public async Task Every_page_that_takes_a_form_asks_for_the_pages_own_token()
    {
        var pages = await Forms.OfPages(app.Services);

        Assert.Equal(
            ["/Authorize", "/Password", "/Programs", "/SignIn", "/SignOut"],
            pages.Select(page => page.Path)
        );
        Assert.Equal(ByHand, pages.Where(page => !page.Checked).Select(page => page.Path));
    }

    [Theory]
    [InlineData("/connect/dang-nhap")]
    [InlineData("/connect/phan-mem")]
    [InlineData("/connect/mat-khau")]
    public async Task Without_it_nothing_happens(string path)
    {
        using var http = app.CreateClient();
        using var form = new FormUrlEncodedContent([new("UserName", "citizen.001")]);
        using var answer = await http.PostAsync(path, form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public void Nothing_else_takes_a_form_with_a_cookie() =>
        Assert.DoesNotContain(
            Forms.OfEndpoints(app.Services),
            path =>
                !path.StartsWith("/v1/", StringComparison.Ordinal)
                && !path.StartsWith("/operations", StringComparison.Ordinal)
        );
}

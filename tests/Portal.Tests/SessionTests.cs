using System.Net;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.SignIn;
using Microsoft.Extensions.Time.Testing;

namespace HoanKiem.Portal.Tests;

/// <summary>
/// What becomes of a session behind the pages, looked at in a second instance of the Portal, whose time is moved: tokens are renewed, once,
/// and end with the sign-in.
/// </summary>
public sealed class SessionTests(Site site) : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private Site.PortalApp _second = null!;
    private Uri _address = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _second = site.In("Development", new() { ["Tokens:Issuer"] = site.Address }, _clock);
        _second.UseKestrel(0);
        _second.StartServer();
        _address = _second.ClientOptions.BaseAddress;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _second.DisposeAsync();

    [Fact]
    public async Task Tokens_are_renewed_before_they_end_and_many_requests_at_once_or_an_answer_that_was_lost_do_no_harm()
    {
        using var visitor = await SignedIn("citizen.111");
        Assert.Contains("citizen.111", (await visitor.Open("/tai-khoan")).Text);
        var before = Cookie(visitor);
        _clock.Advance(TimeSpan.FromMinutes(4.5));

        // Ten windows with the same cookie; nine of the answers are lost.
        var pages = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async _ =>
                {
                    using var window = new Visitor(_address);
                    window.Cookies.SetCookies(_address, "hoankiem=" + before);
                    return (Page: await window.Open("/tai-khoan"), Now: Cookie(window));
                })
        );
        Assert.All(pages, page => Assert.Contains("citizen.111", page.Page.Text));
        Assert.All(pages, page => Assert.NotEqual(before, page.Now));
        Assert.Equal(
            1,
            await site.AtIdentity<long>(
                "select count(*) from openiddict_token where subject = 'citizen.111' and status = 'redeemed' and type like '%refresh_token'"
            )
        );

        // The one that was not lost goes on, and so does the browser that still has the old cookie.
        Assert.Contains("citizen.111", (await visitor.Open("/tai-khoan")).Text);
        _clock.Advance(TimeSpan.FromMinutes(4.5));
        Assert.Contains("citizen.111", (await visitor.Open("/tai-khoan")).Text);
    }

    [Fact]
    public async Task A_session_that_Identity_has_ended_ends_here_when_its_token_would_be_renewed()
    {
        using var visitor = await SignedIn("citizen.112");
        await site.AtIdentity<int>(
            "update sign_in_session set ended_at = now() where subject = 'citizen.112' returning 1"
        );
        // As an instance of the Portal that was not told.
        Assert.Contains("citizen.112", (await visitor.Open("/tai-khoan")).Text);

        _clock.Advance(TimeSpan.FromMinutes(4.5));
        Assert.Contains("không cần đăng nhập", (await visitor.Open("/tai-khoan")).Text);
        Assert.Equal("", Cookie(visitor));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no-token")]
    public async Task Only_Identity_can_say_that_a_session_has_ended(string notice)
    {
        using var client = site.Client();
        using var form = new FormUrlEncodedContent([new("logout_token", notice)]);
        using var answer = await client.PostAsync(PortalClient.SignOutNoticePath, form, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Another_kind_of_token_of_Identity_ends_nothing()
    {
        using var wallet = new Wallet(
            new Uri(site.Address),
            () => site.Accounts,
            TimeProvider.System
        );
        using var client = site.Client();
        using var form = new FormUrlEncodedContent([
            new("logout_token", await wallet.Of(Person.Citizen(113))),
        ]);
        using var answer = await client.PostAsync(PortalClient.SignOutNoticePath, form, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_cookie_that_was_changed_is_nobody()
    {
        using var visitor = await SignedIn("citizen.114");
        var cookie = Cookie(visitor);
        using var thief = new Visitor(new Uri(site.Address));
        thief.Cookies.SetCookies(
            new Uri(site.Address),
            "hoankiem=" + cookie[..^4] + (cookie.EndsWith('A') ? "BBBB" : "AAAA")
        );

        Assert.Contains("không cần đăng nhập", (await thief.Open("/tai-khoan")).Text);
    }

    [Fact]
    public async Task The_protocol_is_open_at_the_sites_address_and_Identitys_own_API_is_not()
    {
        using var client = site.Client();
        var said = await client.GetStringAsync("/.well-known/openid-configuration", Ct);
        Assert.Contains($"\"issuer\": \"{site.Address}/\"", said);
        Assert.Contains($"{site.Address}/connect/authorize", said);
        Assert.Contains("\"crv\"", await client.GetStringAsync("/.well-known/jwks", Ct));

        foreach (
            var inside in new[]
            {
                "/v1/appointments/mine",
                "/api/identity/v1/appointments/mine",
                "/operations/messaging/status",
            }
        )
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(inside, Ct)).StatusCode);
    }

    [Fact]
    public async Task Who_comes_by_another_name_of_the_site_goes_on_under_the_right_one()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var address = new UriBuilder(site.Address) { Host = "localhost", Path = "/dang-nhap" };
        using var answer = await client.GetAsync(address.Uri, Ct);

        Assert.Equal(site.Address + "/dang-nhap", answer.Headers.Location?.AbsoluteUri);
    }

    // Signed in at the first instance; cookies know no ports, so the second one gets them too.
    private async Task<Visitor> SignedIn(string userName)
    {
        using var first = new Visitor(new Uri(site.Address));
        var page = await first.Open("/dang-nhap");
        await first.Send(
            page,
            new("UserName", userName),
            new("Password", site.Accounts.SecretOf(userName))
        );
        var visitor = new Visitor(_address);
        visitor.Cookies.SetCookies(_address, "hoankiem=" + Cookie(first));
        return visitor;
    }

    private string Cookie(Visitor visitor) =>
        visitor.Cookies.GetCookies(new Uri(site.Address))["hoankiem"]?.Value ?? "";
}

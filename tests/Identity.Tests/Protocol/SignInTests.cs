using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.SignIn;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HoanKiem.Identity.Tests.Protocol;

/// <summary>Authorization code with PKCE: people and the pages that they see.</summary>
public sealed class SignInTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task A_citizen_signs_in_and_the_token_says_who_and_how_surely_and_nothing_of_rights()
    {
        var grant = await app.SignedIn("citizen.001");

        var token = new JsonWebToken(grant.AccessToken);
        Assert.Equal(TimeSpan.FromMinutes(5), grant.Lives);
        Assert.Equal(TimeSpan.FromMinutes(5), token.ValidTo - token.IssuedAt);
        Assert.Equal("at+jwt", token.Typ);
        Assert.Equal("ES256", token.Alg);
        Assert.Equal(TokenClaims.Issuer, token.Issuer);
        Assert.Equal(["dossiers", "routing"], token.Audiences);
        Assert.Equal("citizen.001", token.Subject);
        Assert.Equal("citizen", token.GetClaim(TokenClaims.Kind).Value);
        Assert.Equal("2", token.GetClaim(TokenClaims.Assurance).Value);
        Assert.Equal(
            [
                "acr",
                "aud",
                "aud",
                "auth_time",
                "client_id",
                "exp",
                "iat",
                "iss",
                "jti",
                "kind",
                "oi_au_id",
                "oi_prst",
                "scope",
                "sid",
                "sub",
            ],
            token.Claims.Select(claim => claim.Type).Order(StringComparer.Ordinal)
        );
        var shown = new JsonWebToken(grant.IdToken);
        Assert.Equal(Wallet.Player, Assert.Single(shown.Audiences));
        Assert.Equal("citizen.001", shown.GetClaim("preferred_username").Value);
    }

    [Theory]
    [InlineData("clerk.hoan-kiem.2025", "officer", "2")]
    [InlineData("citizen.level1.1", "citizen", "1")]
    public async Task Kind_and_level_are_those_of_the_account(
        string userName,
        string kind,
        string level
    )
    {
        var token = new JsonWebToken((await app.SignedIn(userName)).AccessToken);

        Assert.Equal(kind, token.GetClaim(TokenClaims.Kind).Value);
        Assert.Equal(level, token.GetClaim(TokenClaims.Assurance).Value);
    }

    [Fact]
    public async Task Whoever_is_signed_in_is_not_asked_again_by_the_next_client()
    {
        using var visitor = app.Visitor();
        await app.SignedIn("citizen.002", visitor);
        var (page, _) = await app.SignInPage(visitor);

        Assert.NotNull(page.Sent("code"));
    }

    [Theory]
    [InlineData("http://127.0.0.1/demonstration/")]
    [InlineData("http://127.0.0.1/demonstration?x=1")]
    [InlineData("http://127.0.0.1:8080/demonstration")]
    [InlineData("http://127.0.0.1/Demonstration")]
    [InlineData("https://evil.example/demonstration")]
    public async Task An_address_that_is_not_registered_letter_for_letter_is_not_followed(
        string address
    )
    {
        await app.Prepared();
        using var visitor = app.Visitor();
        using var client = app.As(Wallet.Player);
        var page = await visitor.Open(
            client.AuthorizeAddress(
                new Uri(address),
                ["openid", "dossiers"],
                OAuthClient.Proof().Challenge
            )
        );

        Assert.Null(page.SentTo);
        Assert.Equal(400, page.Status);
        Assert.Contains("Không đăng nhập được", page.Text);
        Assert.DoesNotContain("evil", page.Text);
    }

    [Theory]
    [InlineData("&code_challenge=", "&x=")] // none at all
    [InlineData("code_challenge_method=S256", "code_challenge_method=plain")]
    public async Task Without_a_hashed_challenge_there_is_no_code(string part, string instead)
    {
        await app.Prepared();
        using var visitor = app.Visitor();
        using var client = app.As(Wallet.Player);
        var address = client.AuthorizeAddress(
            app.Accounts.RedirectUriOf(Wallet.Player),
            ["openid"],
            OAuthClient.Proof().Challenge
        );
        var visit = await visitor.Open(address.Replace(part, instead, StringComparison.Ordinal));

        Assert.Null(visit.SentTo);
        Assert.Equal(400, visit.Status);
        Assert.Contains("invalid_request", visit.Text);
    }

    [Fact]
    public async Task A_code_is_good_for_its_own_proof_once_and_for_a_minute()
    {
        using var client = app.As(Wallet.Player);
        var home = new Uri("http://127.0.0.1/demonstration");

        var (stolen, _) = await Code("citizen.003");
        Assert.Equal(
            "400 invalid_grant grant-refused",
            await client.Redeem(stolen, home, OAuthClient.Proof().Verifier).Refusal()
        );

        var (late, proof) = await Code("citizen.003");
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(
            "400 invalid_grant grant-ended",
            await client.Redeem(late, home, proof).Refusal()
        );

        var (code, verifier) = await Code("citizen.003");
        var grant = await client.Redeem(code, home, verifier);
        Assert.Equal(
            "400 invalid_grant grant-replayed",
            await client.Redeem(code, home, verifier).Refusal()
        );
        // Whoever brought it twice, what came of it has ended.
        Assert.Equal(
            "400 invalid_grant grant-ended",
            await client.Refresh(grant.RefreshToken!).Refusal()
        );
    }

    [Fact]
    public async Task A_client_asks_whether_anybody_is_signed_in_without_showing_a_page()
    {
        using var visitor = app.Visitor();
        var (nobody, _) = await app.SignInPage(visitor, ("prompt", "none"));
        Assert.Equal("login_required", nobody.Sent("error"));

        await app.SignedIn("citizen.level1.2", visitor);
        var (low, _) = await app.SignInPage(visitor, ("prompt", "none"), ("acr_values", "2"));
        Assert.Equal("unmet_authentication_requirements", low.Sent("error"));
        var (known, _) = await app.SignInPage(visitor, ("prompt", "none"));
        Assert.NotNull(known.Sent("code"));
    }

    [Fact]
    public async Task A_client_may_want_the_person_to_sign_in_again()
    {
        using var visitor = app.Visitor();
        await app.SignedIn("citizen.004", visitor);

        var (again, _) = await app.SignInPage(visitor, ("prompt", "login"));
        Assert.Null(again.SentTo);
        Assert.NotNull((await app.FillIn(visitor, again, "citizen.004")).Sent("code"));

        app.Clock.Advance(TimeSpan.FromMinutes(10));
        var (old, _) = await app.SignInPage(visitor, ("max_age", "300"));
        Assert.Null(old.SentTo);
        Assert.NotNull((await app.FillIn(visitor, old, "citizen.004")).Sent("code"));
    }

    [Fact]
    public async Task Where_level_2_is_wanted_level_1_is_told_so_and_may_sign_in_higher()
    {
        using var visitor = app.Visitor();
        var low = new JsonWebToken((await app.SignedIn("citizen.level1.3", visitor)).AccessToken);
        var (page, verifier) = await app.SignInPage(visitor, ("acr_values", "2"));
        Assert.Null(page.SentTo);
        Assert.Contains("mức độ 2", page.Text);
        Assert.Contains("đang đăng nhập ở mức độ thấp hơn", page.Text);

        // The same account is not enough, whatever its password.
        var still = await app.FillIn(visitor, page, "citizen.level1.3");
        Assert.Null(still.SentTo);

        var visit = await app.FillIn(visitor, still, "citizen.005");
        using var client = app.As(Wallet.Player);
        var grant = await client.Redeem(
            visit.Sent("code")!,
            app.Accounts.RedirectUriOf(Wallet.Player),
            verifier
        );
        var high = new JsonWebToken(grant.AccessToken);
        Assert.Equal("2", high.GetClaim(TokenClaims.Assurance).Value);
        Assert.NotEqual(
            low.GetClaim(TokenClaims.Session).Value,
            high.GetClaim(TokenClaims.Session).Value
        );
    }

    [Theory]
    [InlineData("https://evil.example/connect/authorize?client_id=x")]
    [InlineData("//evil.example/connect/authorize?client_id=x")]
    [InlineData("/thu-tuc")]
    public async Task The_sign_in_page_leads_nowhere_but_back_to_a_clients_request(string address)
    {
        using var visitor = app.Visitor();
        var page = await visitor.Open("/connect/dang-nhap?ve=" + Uri.EscapeDataString(address));

        Assert.Null(page.SentTo);
        Assert.Equal("/", page.Address.PathAndQuery);
    }

    [Fact]
    public async Task A_page_allows_no_script_and_its_forms_lead_to_the_site_and_to_the_client()
    {
        await app.Prepared();
        using var client = app.As(IdentityApp.FrontEnd);
        using var http = app.CreateClient();
        var answer = await http.GetAsync(
            client.AuthorizeAddress(
                IdentityApp.FrontEndAddress,
                ["openid", "dossiers"],
                OAuthClient.Proof().Challenge
            ),
            TestContext.Current.CancellationToken
        );

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'self';", policy);
        Assert.Contains("form-action 'self' https://app.example;", policy);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.DoesNotContain(
            "<script",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    private async Task<(string Code, string Verifier)> Code(string userName)
    {
        using var visitor = app.Visitor();
        var (page, verifier) = await app.SignInPage(visitor);
        return ((await app.FillIn(visitor, page, userName)).Sent("code")!, verifier);
    }
}

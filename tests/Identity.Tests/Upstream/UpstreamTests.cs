using HoanKiem.Identity.Accounts;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.SignIn;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HoanKiem.Identity.Tests.Upstream;

/// <summary>People sign in at a foreign, standard provider; Identity stays the only issuer, and the provider is known by configuration alone.</summary>
public sealed class UpstreamTests(ForeignProvider foreign)
    : IClassFixture<ForeignProvider>,
        IDisposable
{
    private readonly Visitor _here = foreign.Missing is null ? foreign.App.Visitor() : null!;
    private readonly Visitor _there = new(foreign.Address);

    public void Dispose()
    {
        _here?.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task A_citizen_who_comes_for_the_first_time_gets_an_account_that_knows_nothing_of_them_and_keeps_it()
    {
        Assert.SkipWhen(foreign.Missing is not null, foreign.Missing ?? "");
        var first = await SignedIn("dung");
        Assert.Equal("citizen", first.GetClaim(TokenClaims.Kind).Value);
        Assert.Equal("1", first.GetClaim(TokenClaims.Assurance).Value);
        Assert.Equal(TokenClaims.Issuer, first.Issuer);
        Assert.DoesNotContain("dung", first.Subject);

        using var here = foreign.App.Visitor();
        using var there = new Visitor(foreign.Address);
        var (page, verifier) = await foreign.App.SignInPage(here);
        var (back, _) = await foreign.SignIn(here, there, page, "dung");
        Assert.Equal(first.Subject, (await Redeem(back, verifier)).Subject);

        foreach (var column in new[] { "account a", "upstream_identity a", "openiddict_token a" })
            Assert.Equal(
                0,
                await foreign.App.Scalar<long>(
                    $"select count(*) from {column} where a::text like '%Khác%' or a::text like '%001999888777%'"
                )
            );
    }

    [Fact]
    public async Task Where_level_2_is_wanted_the_same_person_is_asked_for_it_there_and_goes_on_here_as_the_same()
    {
        Assert.SkipWhen(foreign.Missing is not null, foreign.Missing ?? "");
        var (page, verifier) = await foreign.App.SignInPage(_here);
        Assert.Contains("Đăng nhập bằng VNeID", page.Text);
        var (back, asked) = await foreign.SignIn(_here, _there, page, "binh");
        Assert.Equal("loa1 loa2", asked);
        var low = await Redeem(back, verifier);
        Assert.Equal("1", low.GetClaim(TokenClaims.Assurance).Value);

        (page, verifier) = await foreign.App.SignInPage(_here, ("acr_values", "2"));
        Assert.Contains("mức độ 2", page.Text);
        (back, asked) = await foreign.SignIn(_here, _there, page, "binh");
        Assert.Equal("loa2", asked);
        var high = await Redeem(back, verifier);
        Assert.Equal("2", high.GetClaim(TokenClaims.Assurance).Value);
        Assert.Equal(low.Subject, high.Subject);
        Assert.Equal(
            low.GetClaim(TokenClaims.Session).Value,
            high.GetClaim(TokenClaims.Session).Value
        );
    }

    [Fact]
    public async Task Who_has_no_level_2_there_is_told_so_here_and_no_client_gets_a_code()
    {
        Assert.SkipWhen(foreign.Missing is not null, foreign.Missing ?? "");
        var (page, _) = await foreign.App.SignInPage(_here, ("acr_values", "2"));
        var (back, _) = await foreign.SignIn(_here, _there, page, "dung");

        Assert.Null(back.SentTo);
        Assert.Contains("Ông/Bà đang đăng nhập ở mức độ thấp hơn", back.Text);
    }

    [Fact]
    public async Task A_level_that_the_configuration_does_not_name_is_no_level()
    {
        Assert.SkipWhen(foreign.Missing is not null, foreign.Missing ?? "");
        var (page, _) = await foreign.App.SignInPage(_here);
        var (back, _) = await foreign.SignIn(_here, _there, page, "giang");

        Assert.Null(back.SentTo);
        Assert.Contains("không cho biết mức độ của tài khoản", back.Text);
    }

    [Fact]
    public async Task Who_turns_back_there_or_brings_somebody_elses_answer_is_not_signed_in()
    {
        Assert.SkipWhen(foreign.Missing is not null, foreign.Missing ?? "");
        var (page, _) = await foreign.App.SignInPage(_here);
        var (refused, _) = await foreign.SignIn(_here, _there, page, "nobody");
        Assert.Null(refused.SentTo);
        Assert.Contains("không xác nhận được lần đăng nhập này", refused.Text);

        var forged = await _here.Open("/connect/upstream/foreign?code=stolen&state=forged");
        Assert.Null(forged.SentTo);
        Assert.Equal("/", forged.Address.AbsolutePath);
    }

    [Fact]
    public async Task An_officer_is_linked_beforehand_and_needs_level_2()
    {
        Assert.SkipWhen(foreign.Missing is not null, foreign.Missing ?? "");
        await foreign.App.Prepared();
        using var input = new StringReader("");
        await AccountCommand.Run(
            foreign.App.Services,
            [
                "account",
                "link",
                "leader.hoan-kiem.2025",
                foreign.Address.AbsoluteUri.TrimEnd('/'),
                "officer",
            ],
            input,
            TextWriter.Null
        );
        var (page, _) = await foreign.App.SignInPage(_here);
        var (low, _) = await foreign.SignIn(_here, _there, page, "officer");
        Assert.Contains("Cán bộ phải đăng nhập bằng tài khoản định danh mức độ 2", low.Text);

        using var there = new Visitor(foreign.Address);
        var (again, verifier) = await foreign.App.SignInPage(_here, ("acr_values", "2"));
        var (back, _) = await foreign.SignIn(_here, there, again, "officer");
        var token = await Redeem(back, verifier);
        Assert.Equal("leader.hoan-kiem.2025", token.Subject);
        Assert.Equal("officer", token.GetClaim(TokenClaims.Kind).Value);
        Assert.Equal("2", token.GetClaim(TokenClaims.Assurance).Value);
    }

    [Fact]
    public async Task A_closed_account_does_not_come_back_by_this_way()
    {
        Assert.SkipWhen(foreign.Missing is not null, foreign.Missing ?? "");
        var token = await SignedIn("chi");
        await foreign.App.Scalar<int>(
            $"update account set disabled_at = now() where subject = '{token.Subject}' returning 1"
        );
        var (page, _) = await foreign.App.SignInPage(_here);
        var (back, _) = await foreign.SignIn(_here, _there, page, "chi");

        Assert.Null(back.SentTo);
        Assert.Contains("đã bị khóa", back.Text);
    }

    private async Task<JsonWebToken> SignedIn(string who)
    {
        var (page, verifier) = await foreign.App.SignInPage(_here);
        var (back, _) = await foreign.SignIn(_here, _there, page, who);
        return await Redeem(back, verifier);
    }

    private async Task<JsonWebToken> Redeem(Visit back, string verifier)
    {
        using var client = foreign.App.As(Wallet.Player);
        var grant = await client.Redeem(
            back.Sent("code") ?? throw new InvalidOperationException(back.Text),
            foreign.App.Accounts.RedirectUriOf(Wallet.Player),
            verifier
        );
        return new JsonWebToken(grant.AccessToken);
    }
}

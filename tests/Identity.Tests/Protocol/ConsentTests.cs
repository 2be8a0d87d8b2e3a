using HoanKiem.SignIn;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HoanKiem.Identity.Tests.Protocol;

/// <summary>A front-end of somebody else acts for a person only when the person says so.</summary>
public sealed class ConsentTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task A_person_is_asked_once_what_a_foreign_program_may_do_and_can_take_it_back()
    {
        using var visitor = app.Visitor();
        var (page, verifier) = await Ask(visitor, "catalogue", "dossiers");
        Assert.Contains("Ứng dụng thành phố", page.Text);
        var asked = await app.FillIn(visitor, page, "citizen.021");
        Assert.Null(asked.SentTo);
        Assert.Contains("Cho phép “Ứng dụng thành phố”?", asked.Text);
        Assert.Contains("Xem, nộp và rút hồ sơ của Ông/Bà", asked.Text);

        var allowed = await visitor.Send(asked, new KeyValuePair<string, string>("answer", "yes"));
        using var client = app.As(IdentityApp.FrontEnd);
        var grant = await client.Redeem(
            allowed.Sent("code")!,
            IdentityApp.FrontEndAddress,
            verifier
        );
        Assert.Equal(["catalogue", "dossiers"], new JsonWebToken(grant.AccessToken).Audiences);

        // Not again for as much or less, but for more.
        Assert.NotNull((await Ask(visitor, "dossiers")).Page.Sent("code"));

        var programs = await visitor.Open("/connect/phan-mem");
        Assert.Contains("Ứng dụng thành phố", programs.Text);
        var none = await visitor.Send(
            programs,
            new KeyValuePair<string, string>("client", IdentityApp.FrontEnd)
        );
        Assert.Contains("chưa cho phép phần mềm nào", none.Text);
        Assert.Equal(
            "400 invalid_grant grant-ended",
            await client.Refresh(grant.RefreshToken!).Refusal()
        );
        Assert.Contains("Cho phép", (await Ask(visitor, "dossiers")).Page.Text);
    }

    [Fact]
    public async Task Whoever_says_no_is_not_taken_for_willing_and_a_program_cannot_press_the_button()
    {
        using var visitor = app.Visitor();
        var (page, _) = await Ask(visitor, "dossiers");
        var asked = await app.FillIn(visitor, page, "citizen.022");
        var refused = await visitor.Send(asked, new KeyValuePair<string, string>("answer", "no"));
        Assert.Equal("access_denied", refused.Sent("error"));

        // The answer without the page's own token, as another site would send it.
        var (again, _) = await Ask(visitor, "dossiers");
        var forged = await visitor.Send(
            again,
            new("answer", "yes"),
            new("__RequestVerificationToken", "forged")
        );
        Assert.Equal(400, forged.Status);
        Assert.Null(forged.SentTo);
        Assert.Equal(
            "consent_required",
            (await Ask(visitor, ("prompt", "none"), "dossiers")).Page.Sent("error")
        );
    }

    private Task<(Visit Page, string Verifier)> Ask(Visitor visitor, params string[] services) =>
        Ask(visitor, ("x", "y"), services);

    private async Task<(Visit Page, string Verifier)> Ask(
        Visitor visitor,
        (string, string) more,
        params string[] services
    )
    {
        await app.Prepared();
        using var client = app.As(IdentityApp.FrontEnd);
        var (verifier, challenge) = OAuthClient.Proof();
        var page = await visitor.Open(
            client.AuthorizeAddress(
                IdentityApp.FrontEndAddress,
                ["openid", "offline_access", .. services],
                challenge,
                more
            )
        );
        return (page, verifier);
    }
}

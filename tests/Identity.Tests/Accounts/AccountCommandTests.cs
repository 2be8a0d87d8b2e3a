using HoanKiem.Identity.Accounts;
using HoanKiem.SignIn;

namespace HoanKiem.Identity.Tests.Accounts;

/// <summary>The command with which whoever runs the service enters the first officers and closes accounts.</summary>
public sealed class AccountCommandTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private const string Password = "một mật khẩu khá dài";

    [Fact]
    public async Task An_account_is_entered_signs_in_is_closed_and_opened_again()
    {
        await app.Prepared();
        await Run(Password, "add", "first.officer", "First.Officer", "officer", "2");
        var grant = await SignIn(Password);

        using var client = app.As(Wallet.Player);
        await Run("một mật khẩu khác, cũng dài", "password", "first.officer");
        await Assert.ThrowsAnyAsync<Exception>(() => SignIn(Password));
        await HasEnded(grant);
        grant = await SignIn("một mật khẩu khác, cũng dài");
        await Run("", "disable", "first.officer");
        await HasEnded(grant);
        await Run("", "enable", "first.officer");
        await SignIn("một mật khẩu khác, cũng dài");

        async Task HasEnded(Grant of) =>
            Assert.Equal(
                "400 invalid_grant grant-ended",
                await client.Refresh(of.RefreshToken!).Refusal()
            );
    }

    [Theory]
    [InlineData("short", "add", "x", "x", "officer", "2")]
    [InlineData(Password, "add", "x", "x", "judge", "2")]
    [InlineData(Password, "add", "x", "x", "officer", "3")]
    [InlineData("", "disable", "nobody")]
    public async Task What_makes_no_sense_changes_nothing(string password, params string[] args)
    {
        Assert.DoesNotContain("done", await Run(password, args));
        Environment.ExitCode = 0;
        Assert.Equal(0, await app.Scalar<long>("select count(*) from account where subject = 'x'"));
    }

    private async Task<Grant> SignIn(string password)
    {
        using var visitor = app.Visitor();
        var (page, verifier) = await app.SignInPage(visitor);
        var visit = await app.FillIn(visitor, page, "first.officer", password);
        using var client = app.As(Wallet.Player);
        return await client.Redeem(
            visit.Sent("code") ?? throw new InvalidOperationException("not signed in"),
            app.Accounts.RedirectUriOf(Wallet.Player),
            verifier
        );
    }

    private async Task<string> Run(string password, params string[] args)
    {
        using var input = new StringReader(password);
        await using var output = new StringWriter();
        Assert.True(await AccountCommand.Run(app.Services, ["account", .. args], input, output));
        return output.ToString();
    }
}

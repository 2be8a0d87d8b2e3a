using HoanKiem.Identity.Accounts;
using HoanKiem.SignIn;

namespace HoanKiem.Identity.Tests.SignIn;

/// <summary>A person takes another password, with the one before it.</summary>
public sealed class ChangePasswordTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private const string Page = "/connect/mat-khau";
    private const string Next = "trâu vàng ngủ bên cửa sổ";

    [Fact]
    public async Task Whoever_knows_the_one_before_takes_another_and_other_devices_are_out()
    {
        using var client = app.As(Wallet.Player);
        using var visitor = app.Visitor();
        var here = await app.SignedIn("citizen.051", visitor);
        var elsewhere = await app.SignedIn("citizen.051");
        var page = await visitor.Open(Page);
        Assert.Contains("citizen.051", page.Text);

        var changed = await Send(visitor, page, app.Accounts.SecretOf("citizen.051"), Next, Next);

        Assert.Contains("Đã đổi mật khẩu", changed.Text);
        Assert.Equal(
            "400 invalid_grant grant-ended",
            await client.Refresh(elsewhere.RefreshToken!).Refusal()
        );
        await client.Refresh(here.RefreshToken!);
        using var again = app.Visitor();
        var (signIn, _) = await app.SignInPage(again);
        Assert.Null((await app.FillIn(again, signIn, "citizen.051")).SentTo);
        Assert.NotNull((await app.FillIn(again, signIn, "citizen.051", Next)).SentTo);
    }

    [Theory]
    [InlineData("wrong", Next, Next, "Mật khẩu hiện tại không đúng")]
    [InlineData(null, Next, "another one altogether", "không giống nhau")]
    [InlineData(null, "quá ngắn", "quá ngắn", "từ 12 đến 200")]
    [InlineData(null, "Citizen052-HoanKiem!", "Citizen052-HoanKiem!", "dễ đoán")]
    public async Task Otherwise_nothing_changes_and_the_page_says_why(
        string? now,
        string next,
        string again,
        string why
    )
    {
        using var visitor = app.Visitor();
        await app.SignedIn("citizen.052", visitor);
        var kept = await Hash();
        var page = await visitor.Open(Page);
        var refused = await Send(
            visitor,
            page,
            now ?? app.Accounts.SecretOf("citizen.052"),
            next,
            again
        );

        Assert.Contains(why, refused.Text);
        Assert.Equal(kept, await Hash());

        Task<string?> Hash() =>
            app.Scalar<string>("select password_hash from account where subject = 'citizen.052'");
    }

    [Fact]
    public async Task Nobody_signed_in_has_none_to_change()
    {
        await app.Prepared();
        using var visitor = app.Visitor();
        var page = await visitor.Open(Page);
        Assert.DoesNotContain("<form", page.Text);
    }

    [Theory]
    [InlineData("hoankiem123456", "clerk.1", true)]
    [InlineData("Mật khẩu 12345678", "clerk.1", true)]
    [InlineData("aaaaaaaaaaaaaaaa", "clerk.1", true)]
    [InlineData("trâu vàng ngủ bên cửa sổ", "clerk.1", false)]
    [InlineData("correct horse battery staple", "clerk.1", false)]
    [InlineData("một mật khẩu khá dài", "clerk.1", false)]
    public void What_anybody_would_try_here_first_is_no_password(
        string password,
        string userName,
        bool refused
    ) => Assert.Equal(refused, PasswordRules.Refuse(password, userName) is not null);

    private static Task<Visit> Send(
        Visitor visitor,
        Visit page,
        string now,
        string next,
        string again
    ) => visitor.Send(page, new("Now", now), new("Next", next), new("Again", again));
}

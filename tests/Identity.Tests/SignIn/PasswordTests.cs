using System.Text.RegularExpressions;
using HoanKiem.Identity.Accounts;
using HoanKiem.SignIn;

namespace HoanKiem.Identity.Tests.SignIn;

/// <summary>Passwords, and what somebody learns who guesses them.</summary>
public sealed partial class PasswordTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public void What_is_kept_of_a_password_is_not_the_password_and_differs_each_time()
    {
        foreach (var keep in new[] { Passwords.Chosen, (Func<string, string>)Passwords.Generated })
        {
            var (one, other) = (keep("mật khẩu rất dài"), keep("mật khẩu rất dài"));
            Assert.NotEqual(one, other);
            Assert.DoesNotContain("mật", one);
            Assert.True(Passwords.Verify(one, "mật khẩu rất dài"));
            Assert.False(Passwords.Verify(one, "mật khẩu rất dàj"));
        }

        Assert.False(Passwords.Verify(null, "x"));
    }

    [Theory]
    [InlineData("citizen.041", "wrong")]
    [InlineData("nobody.has.this.name", "wrong")]
    public async Task Three_slips_are_free_then_the_wait_doubles_and_is_the_same_for_a_name_that_nobody_has(
        string name,
        string password
    )
    {
        using var visitor = app.Visitor();
        var (page, _) = await app.SignInPage(visitor);
        for (var slip = 0; slip < 3; slip++)
            Assert.Contains(
                "Tên đăng nhập hoặc mật khẩu không đúng",
                (page = await app.FillIn(visitor, page, name, password)).Text
            );

        foreach (var seconds in new[] { 1, 2, 4 })
        {
            // One more try is looked at; after it there is a wait.
            Assert.Contains(
                "không đúng",
                (page = await app.FillIn(visitor, page, name, password)).Text
            );
            page = await app.FillIn(visitor, page, name, password);
            Assert.Equal($"{seconds}", Wait().Match(page.Text).Groups[1].Value);
            app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public async Task During_the_wait_even_the_right_password_is_not_looked_at_and_afterwards_it_is_good_again()
    {
        using var visitor = app.Visitor();
        var (page, _) = await app.SignInPage(visitor);
        for (var slip = 0; slip < 5; slip++)
            page = await app.FillIn(visitor, page, "citizen.042", "wrong");
        page = await app.FillIn(visitor, page, "citizen.042");
        Assert.Null(page.SentTo);
        Assert.Contains("Hãy thử lại sau", page.Text);

        app.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.NotNull((await app.FillIn(visitor, page, "citizen.042")).Sent("code"));
        // And the slips are forgotten.
        Assert.Equal(
            0,
            await app.Scalar<long>(
                "select count(*) from sign_in_attempt where failures > 4 and last_at > now() + interval '100 years'"
            )
        );
    }

    [Fact]
    public async Task Many_guesses_at_once_get_no_further_than_one_after_the_other()
    {
        var pages = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async number =>
                {
                    using var visitor = app.Visitor();
                    var (page, _) = await app.SignInPage(visitor);
                    return await app.FillIn(visitor, page, "citizen.043", $"guess {number}");
                })
        );

        Assert.InRange(pages.Count(page => page.Text.Contains("không đúng")), 1, 4);
        Assert.All(pages, page => Assert.Null(page.SentTo));
    }

    [Fact]
    public async Task One_password_tried_on_many_names_is_slowed_where_it_comes_from()
    {
        using var visitor = app.Visitor(at: "203.0.113.30");
        var (page, _) = await app.SignInPage(visitor);
        for (var name = 0; name < 20; name++)
            await app.FillIn(visitor, page, $"nobody.{name}", "Hanoi2026!");

        var late = app.FillIn(visitor, page, "nobody.20", "Hanoi2026!");
        using var neighbour = app.Visitor(at: "203.0.113.30");
        var (mine, _) = await app.SignInPage(neighbour);
        Assert.NotNull((await app.FillIn(neighbour, mine, "citizen.047")).SentTo);
        Assert.False(late.IsCompleted);
        while (!late.IsCompleted)
        {
            app.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(late, Task.Delay(5));
        }

        Assert.Contains("không đúng", (await late).Text);
    }

    [Fact]
    public async Task Case_and_blanks_of_a_user_name_do_not_matter_and_those_of_the_password_do()
    {
        using var visitor = app.Visitor();
        var (page, _) = await app.SignInPage(visitor);
        var password = app.Accounts.SecretOf("citizen.044");
        page = await app.FillIn(visitor, page, "citizen.044", password.ToUpperInvariant());
        Assert.Null(page.SentTo);
        Assert.NotNull((await app.FillIn(visitor, page, " Citizen.044 ", password)).Sent("code"));
    }

    [Fact]
    public async Task An_officers_account_of_level_1_does_not_sign_in()
    {
        await app.Prepared();
        await app.Scalar<int>(
            "update account set assurance = 1 where subject = 'specialist.hoan-kiem.2025' returning 1"
        );
        using var visitor = app.Visitor();
        var (page, _) = await app.SignInPage(visitor);
        var refused = await app.FillIn(visitor, page, "specialist.hoan-kiem.2025");

        Assert.Null(refused.SentTo);
        Assert.Contains("Cán bộ phải đăng nhập bằng tài khoản định danh mức độ 2", refused.Text);
    }

    [GeneratedRegex(@"thử lại sau (\d+) giây")]
    private static partial Regex Wait();
}

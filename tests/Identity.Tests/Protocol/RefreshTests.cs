using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.SignIn;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HoanKiem.Identity.Tests.Protocol;

/// <summary>Refresh tokens: each is used once, and all of them end with the session.</summary>
public sealed class RefreshTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private const string Ended = "400 invalid_grant grant-ended";
    private const string Replayed = "400 invalid_grant grant-replayed";

    [Fact]
    public async Task Each_refresh_gives_a_new_token_of_both_kinds_and_says_the_same_person()
    {
        using var client = app.As(Wallet.Player);
        var first = await app.SignedIn("citizen.011");
        app.Clock.Advance(TimeSpan.FromMinutes(4));
        var second = await client.Refresh(first.RefreshToken!);
        var third = await client.Refresh(second.RefreshToken!);

        Assert.Equal(
            3,
            new[] { first, second, third }.Select(g => g.RefreshToken).Distinct().Count()
        );
        var (before, after) = (
            new JsonWebToken(first.AccessToken),
            new JsonWebToken(second.AccessToken)
        );
        Assert.Equal(before.Subject, after.Subject);
        Assert.Equal(before.Audiences, after.Audiences);
        Assert.Equal(TimeSpan.FromMinutes(4), after.IssuedAt - before.IssuedAt);
        foreach (
            var claim in new[]
            {
                TokenClaims.Session,
                TokenClaims.SignedInAt,
                TokenClaims.Assurance,
            }
        )
            Assert.Equal(before.GetClaim(claim).Value, after.GetClaim(claim).Value);
    }

    [Fact]
    public async Task One_that_was_used_ends_the_whole_chain_when_it_is_brought_again()
    {
        using var client = app.As(Wallet.Player);
        var first = await app.SignedIn("citizen.012");
        var second = await client.Refresh(first.RefreshToken!);
        var third = await client.Refresh(second.RefreshToken!);

        Assert.Equal(Replayed, await client.Refresh(first.RefreshToken!).Refusal());
        Assert.Equal(Ended, await client.Refresh(third.RefreshToken!).Refusal());
    }

    [Fact]
    public async Task What_is_written_a_moment_after_the_replay_has_ended_with_the_rest()
    {
        using var client = app.As(Wallet.Player);
        var first = await app.SignedIn("citizen.019");
        var second = await client.Refresh(first.RefreshToken!);
        Assert.Equal(Replayed, await client.Refresh(first.RefreshToken!).Refusal());

        // As if this one had come into the table only now: nobody has revoked it itself.
        Assert.Equal(
            1,
            await app.Scalar<long>(
                """
                with late as (
                    update openiddict_token set status = 'valid'
                    where subject = 'citizen.019' and type like '%refresh_token' and redemption_date is null returning id)
                select count(*) from late
                """
            )
        );
        Assert.Equal(Ended, await client.Refresh(second.RefreshToken!).Refusal());
    }

    [Fact]
    public async Task Of_many_who_bring_the_same_one_at_once_at_most_one_gets_anything_and_then_nobody()
    {
        using var client = app.As(Wallet.Player);
        var grant = await app.SignedIn("citizen.013");
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            return await client.Refresh(grant.RefreshToken!);
                        }
                        catch (NotGrantedException refused)
                        {
                            Assert.Contains(
                                refused.Type?.Split(':')[^1],
                                new[] { "grant-replayed", "grant-ended" }
                            );
                            return null;
                        }
                    })
                )
        );

        // None may be left over, too: who comes second ends the chain, perhaps before the first has its answer.
        var won = all.OfType<Grant>().ToArray();
        Assert.True(won.Length <= 1, $"{won.Length} were given something");
        foreach (var token in won.Select(g => g.RefreshToken!))
            Assert.Equal(Ended, await client.Refresh(token).Refusal());
        Assert.Contains(
            await client.Refresh(grant.RefreshToken!).Refusal(),
            new[] { Replayed, Ended }
        );
    }

    [Fact]
    public async Task A_session_ends_after_two_hours_without_a_sign_of_life_and_after_ten_in_any_case()
    {
        using var client = app.As(Wallet.Player);
        var idle = await app.SignedIn("citizen.014");
        app.Clock.Advance(SignInSession.Idle + TimeSpan.FromSeconds(1));
        Assert.Equal(Ended, await client.Refresh(idle.RefreshToken!).Refusal());

        var busy = await app.SignedIn("citizen.014");
        for (var minutes = 0; minutes < 10 * 60 - 60; minutes += 60)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(60));
            busy = await client.Refresh(busy.RefreshToken!);
        }

        app.Clock.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(Ended, await client.Refresh(busy.RefreshToken!).Refusal());
    }

    [Fact]
    public async Task A_closed_account_gets_nothing_more()
    {
        using var client = app.As(Wallet.Player);
        var grant = await app.SignedIn("citizen.015");
        await Change(account => account.Disable(app.Clock.GetUtcNow()));
        Assert.Equal(Ended, await client.Refresh(grant.RefreshToken!).Refusal());

        using var visitor = app.Visitor();
        var (page, _) = await app.SignInPage(visitor);
        var refused = await app.FillIn(visitor, page, "citizen.015");
        Assert.Null(refused.SentTo);
        Assert.Contains("không đúng", refused.Text);

        async Task Change(Action<Account> change)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
            change(await db.Accounts.SingleAsync(a => a.Subject == "citizen.015"));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_client_gives_a_refresh_token_back()
    {
        using var client = app.As(Wallet.Player);
        var grant = await app.SignedIn("citizen.016");

        Assert.Equal(200, await client.Revoke(grant.RefreshToken!));
        Assert.Equal(Ended, await client.Refresh(grant.RefreshToken!).Refusal());
        // One that nobody knows is as good as given back (RFC 7009, 2.2).
        Assert.Equal(200, await client.Revoke("nobody-knows-this-one"));
    }

    [Fact]
    public async Task Another_client_cannot_use_it()
    {
        var grant = await app.SignedIn("citizen.017");
        using var other = app.As(IdentityApp.FrontEnd);

        Assert.Equal(
            "400 invalid_grant grant-refused",
            await other.Refresh(grant.RefreshToken!).Refusal()
        );
    }

    [Fact]
    public async Task What_has_ended_a_day_ago_is_forgotten_and_brought_again_it_is_refused_all_the_same()
    {
        using var client = app.As(Wallet.Player);
        var grant = await app.SignedIn("citizen.018");
        var next = await client.Refresh(grant.RefreshToken!);
        app.Clock.Advance(TimeSpan.FromHours(40));
        await Forget.Run(
            app.Services.GetRequiredService<IServiceScopeFactory>(),
            app.Clock.GetUtcNow().AddDays(-1),
            TestContext.Current.CancellationToken
        );

        foreach (var token in new[] { grant.RefreshToken!, next.RefreshToken! })
            Assert.StartsWith("400 invalid_grant", await client.Refresh(token).Refusal());
        Assert.Equal(
            0,
            await app.Scalar<long>(
                "select count(*) from sign_in_session where subject = 'citizen.018'"
            )
        );
    }
}

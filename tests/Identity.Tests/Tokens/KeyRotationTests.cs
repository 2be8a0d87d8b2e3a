using System.Security.Cryptography;
using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.Tokens;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.Tests.Tokens;

/// <summary>Keys come and go while the service runs.</summary>
public sealed class KeyRotationTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_every_moment_one_key_signs_that_was_published_a_day_before_and_old_ones_go()
    {
        List<DateTimeOffset> keys = [];
        Dictionary<DateTimeOffset, DateTimeOffset> published = [];
        for (var now = Start; now < Start.AddDays(200); now += TimeSpan.FromMinutes(37))
        {
            if (KeyRotation.Due(keys, now) is { } signsFrom)
            {
                keys.Add(signsFrom);
                published[signsFrom] = now;
            }

            keys.RemoveRange(0, KeyRotation.Ended(keys, now));
            var current = keys[KeyRotation.Current(keys, now)];
            Assert.InRange(keys.Count, 1, 3);
            Assert.True(current <= now);
            Assert.True(current == Start || now - published[current] >= KeyRotation.Lead);
            Assert.True(now - current <= KeyRotation.Period + TimeSpan.FromMinutes(37));
        }

        Assert.Equal(7, published.Count);
    }

    [Fact]
    public void After_a_long_stop_the_new_key_is_still_published_before_it_signs()
    {
        var now = Start + KeyRotation.Period + TimeSpan.FromDays(90);

        Assert.Equal(now + KeyRotation.Lead, KeyRotation.Due([Start], now));
        Assert.Equal(0, KeyRotation.Current([Start, now + KeyRotation.Lead], now));
        Assert.Equal(0, KeyRotation.Ended([Start, now + KeyRotation.Lead], now));
    }

    [Fact]
    public async Task A_running_service_signs_with_the_next_key_and_tokens_of_the_one_before_stay_good()
    {
        await using var second = app.WithWebHostBuilder(_ => { });
        var old = (await app.SignedIn("citizen.051")).AccessToken;
        Assert.Single(await Published());

        app.Clock.Advance(KeyRotation.Period - KeyRotation.Lead);
        var both = await Published();
        Assert.Equal(2, both.Count);
        Assert.Equal(new JsonWebToken(old).Kid, both[0].Kid);
        // Published, and not yet signing: here and in the other instance.
        var last = (await app.SignedIn("citizen.052")).AccessToken;
        Assert.Equal(both[0].Kid, new JsonWebToken(last).Kid);
        Assert.Equal(
            both.Select(key => key.Kid),
            new JsonWebKeySet(
                await second.CreateClient().GetStringAsync(TokenClaims.KeysPath, Ct)
            ).Keys.Select(key => key.Kid)
        );

        app.Clock.Advance(KeyRotation.Lead);
        var next = (await app.SignedIn("citizen.053")).AccessToken;
        Assert.Equal(both[1].Kid, new JsonWebToken(next).Kid);
        foreach (var token in new[] { old, last, next })
            Assert.True(await IsSignedByOneOf(await Published(), token));

        app.Clock.Advance(KeyRotation.Stay);
        var left = Assert.Single(await Published());
        Assert.Equal(both[1].Kid, left.Kid);
        Assert.False(await IsSignedByOneOf([left], old));
    }

    [Fact]
    public async Task Instances_that_find_no_key_at_the_same_moment_make_one()
    {
        await using var empty = new IdentityApp();
        await empty.InitializeAsync();
        await using var second = empty.WithWebHostBuilder(_ => { });
        var clients = new[] { empty.CreateClient(), second.CreateClient() };

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => clients[i % 2].GetStringAsync(TokenClaims.KeysPath, Ct))
        );

        Assert.Single(answers.Distinct());
        Assert.Single(new JsonWebKeySet(answers[0]).Keys);
    }

    [Fact]
    public async Task In_the_database_private_keys_are_sealed_and_under_another_master_key_they_stay_closed()
    {
        await Published();
        await using var scope = app.Services.CreateAsyncScope();
        var kept = await scope
            .ServiceProvider.GetRequiredService<IdentityDb>()
            .TokenKeys.AsNoTracking()
            .ToListAsync(Ct);

        Assert.All(
            kept,
            key =>
            {
                using var opened = ECDsa.Create();
                Assert.ThrowsAny<CryptographicException>(() =>
                    opened.ImportPkcs8PrivateKey(key.Sealed, out _)
                );
            }
        );
        await using var other = app.WithWebHostBuilder(builder =>
            builder.UseSetting(
                "Identity:MasterKey",
                Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
            )
        );
        var answer = await other.CreateClient().GetAsync(TokenClaims.KeysPath, Ct);
        await answer.ShouldBeRefused("unexpected", 500);
    }

    [Fact]
    public async Task The_keys_of_cookies_and_forms_are_sealed_too()
    {
        await app.SignedIn("citizen.054");

        Assert.True(await app.Scalar<long>("select count(*) from cookie_key") > 0);
        Assert.Equal(
            0,
            await app.Scalar<long>(
                "select count(*) from cookie_key where xml like '%masterKey%' or xml not like '%sealed%'"
            )
        );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<IList<JsonWebKey>> Published() =>
        new JsonWebKeySet(await app.CreateClient().GetStringAsync(TokenClaims.KeysPath, Ct)).Keys;

    private static async Task<bool> IsSignedByOneOf(IList<JsonWebKey> keys, string token) =>
        (
            await new JsonWebTokenHandler().ValidateTokenAsync(
                token,
                new TokenValidationParameters
                {
                    ValidIssuer = TokenClaims.Issuer,
                    ValidAudience = "dossiers",
                    IssuerSigningKeys = keys,
                    ValidateLifetime = false,
                }
            )
        ).IsValid;
}

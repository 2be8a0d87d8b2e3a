using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.SignIn;
using HoanKiem.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HoanKiem.Identity.Tests.Directory;

/// <summary>What was taken away from somebody is counted in their next token, so that it holds although no event has come through.</summary>
public sealed class LossTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private static readonly object Yesterday = new { lastDay = "2026-11-22", basis = "9/QĐ" };

    [Fact]
    public async Task The_next_token_says_how_often_something_was_taken_away_and_never_what()
    {
        const string Clerk = "clerk.hoan-kiem.2025";
        await IdentityApp.Loaded(app.Services);
        using var client = app.As(Wallet.Player);
        var first = await app.SignedIn(Clerk);
        Assert.Null(Losses(first));
        var subject = new JsonWebToken(first.AccessToken).Subject;

        // What somebody gains is in no token.
        var second = await app.InForce(
            "appointments",
            new
            {
                subject,
                agency = "cua-nam",
                role = "leader",
                from = "2026-11-01",
                basis = "8/QĐ",
            }
        );
        var gained = await client.Refresh(first.RefreshToken!);
        Assert.Null(Losses(gained));

        await app.InForce($"{second}/end", Yesterday);
        var lost = await client.Refresh(gained.RefreshToken!);
        Assert.Equal("1", Losses(lost));

        var original = await app.Scalar<Guid>(
            $"select id from appointment where subject = '{subject}' and agency = 'hoan-kiem'"
        );
        await app.InForce($"{original}/end", Yesterday);
        Assert.Equal("2", Losses(await client.Refresh(lost.RefreshToken!)));

        // Somebody who signs in anew is told the same, and the others nothing.
        Assert.Equal("2", Losses(await app.SignedIn(Clerk)));
        Assert.Null(Losses(await app.SignedIn("specialist.hoan-kiem.2025")));
        Assert.DoesNotContain(
            new JsonWebToken((await app.SignedIn(Clerk)).AccessToken).Claims,
            claim => claim.Value.Contains("cua-nam", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Mandates_substitutions_and_inspections_count_too()
    {
        await IdentityApp.Loaded(app.Services);
        var holder = new JsonWebToken((await app.SignedIn("citizen.012")).AccessToken).Subject;
        var mandate = await app.InForce(
            "mandates",
            new
            {
                grantor = "somebody",
                holder,
                from = "2026-11-01",
                basis = "1/GUQ",
            }
        );
        await app.InForce($"{mandate}/end", Yesterday);
        Assert.Equal("1", Losses(await app.SignedIn("citizen.012")));

        var specialist = new JsonWebToken(
            (await app.SignedIn("specialist.cua-nam.2025")).AccessToken
        ).Subject;
        var inspection = await app.InForce(
            "inspections",
            new
            {
                name = "12/QĐ-TTr",
                inspectors = new[] { specialist },
                dossierIds = new[] { Guid.NewGuid() },
                from = "2026-11-01",
                to = "2026-12-31",
            }
        );
        await app.InForce($"{inspection}/end", Yesterday);
        Assert.Equal("1", Losses(await app.SignedIn("specialist.cua-nam.2025")));
    }

    private static string? Losses(Grant grant) =>
        new JsonWebToken(grant.AccessToken).TryGetClaim(TokenClaims.Endings, out var claim)
            ? claim.Value
            : null;
}

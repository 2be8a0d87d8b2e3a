using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.Tests.Tokens;

public sealed class TokenTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private const string Tokens = "/v1/development/tokens";

    [Fact]
    public async Task A_token_is_accepted_by_the_published_keys_for_its_services_and_no_others()
    {
        var token = await Token();
        var keys = new JsonWebKeySet(await Keys()).GetSigningKeys();

        Assert.True((await Validate(token, keys, "dossiers")).IsValid);
        Assert.True((await Validate(token, keys, "routing")).IsValid);
        Assert.False((await Validate(token, keys, "postal")).IsValid);
        // One changed letter of the body.
        var parts = token.Split('.');
        parts[1] = (parts[1][0] == 'e' ? 'f' : 'e') + parts[1][1..];
        Assert.False((await Validate(string.Join('.', parts), keys, "dossiers")).IsValid);
    }

    [Fact]
    public async Task A_token_lives_five_minutes_and_carries_no_rights()
    {
        var token = new JsonWebToken(await Token());

        Assert.Equal(app.Clock.GetUtcNow().UtcDateTime, token.ValidFrom);
        Assert.Equal(TimeSpan.FromMinutes(5), token.ValidTo - token.ValidFrom);
        Assert.Equal("ES256", token.Alg);
        Assert.Equal(
            ["acr", "aud", "aud", "exp", "iat", "iss", "kind", "nbf", "sub"],
            token.Claims.Select(claim => claim.Type).Order(StringComparer.Ordinal)
        );
        Assert.Equal("clerk.hoan-kiem", token.GetClaim(TokenClaims.Subject).Value);
        Assert.Equal("officer", token.GetClaim(TokenClaims.Kind).Value);
    }

    [Fact]
    public async Task Only_the_public_half_of_a_key_leaves_the_service()
    {
        var keys = await Keys();

        var key = Assert.Single(new JsonWebKeySet(keys).Keys);
        Assert.False(key.HasPrivateKey);
        Assert.DoesNotContain("\"d\"", keys, StringComparison.Ordinal);
        Assert.Equal(new JsonWebToken(await Token()).Kid, key.Kid);
    }

    [Fact]
    public async Task The_service_validates_by_its_own_keys_at_whatever_address_it_listens()
    {
        // As configured by the service itself, before the tests' own key is put in its place.
        var options = new JwtBearerOptions();
        foreach (var configure in app.Services.GetServices<IConfigureOptions<JwtBearerOptions>>())
            (configure as IConfigureNamedOptions<JwtBearerOptions>)?.Configure(
                JwtBearerDefaults.AuthenticationScheme,
                options
            );
        var configuration = await options.ConfigurationManager!.GetConfigurationAsync(
            TestContext.Current.CancellationToken
        );
        Assert.True((await Validate(await Token(), configuration.SigningKeys, "dossiers")).IsValid);
    }

    [Fact]
    public async Task Every_instance_signs_with_the_same_key()
    {
        await using var second = app.WithWebHostBuilder(_ => { });
        var there = await (await second.CreateClient().Get(TokenClaims.KeysPath)).Body();

        Assert.Equal(await Keys(), there.GetRawText());
    }

    [Theory]
    [InlineData("judge", 2, "kind")]
    [InlineData("citizen", 4, "assurance")]
    public async Task What_no_sign_in_gives_is_refused(string kind, int assurance, string member) =>
        await (
            await app.Anyone()
                .PostJson(
                    Tokens,
                    new
                    {
                        subject = "x",
                        kind,
                        assurance,
                        audiences = new[] { "dossiers" },
                    }
                )
        ).ShouldBeRefused("invalid-members", 400, member);

    private async Task<string> Token()
    {
        var answer = await (
            await app.Anyone()
                .PostJson(
                    Tokens,
                    new
                    {
                        subject = "clerk.hoan-kiem",
                        kind = "officer",
                        audiences = new[] { "dossiers", "routing" },
                    }
                )
        ).Body();
        Assert.Equal(300, answer.GetProperty("expiresIn").GetInt32());
        return answer.GetProperty("accessToken").GetString()!;
    }

    private async Task<string> Keys() =>
        (await (await app.Anyone().Get(TokenClaims.KeysPath)).Body()).GetRawText();

    // As a service does it, but for the time, which stands still here.
    private static Task<TokenValidationResult> Validate(
        string token,
        IEnumerable<SecurityKey> keys,
        string audience
    ) =>
        new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = TokenClaims.Issuer,
                ValidAudience = audience,
                IssuerSigningKeys = keys,
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                ValidateLifetime = false,
            }
        );
}

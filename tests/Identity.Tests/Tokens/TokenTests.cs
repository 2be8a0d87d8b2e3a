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

    [Fact]
    public async Task Nobody_is_given_a_token_for_asking() =>
        await (
            await app.Anyone().PostJson("/v1/development/tokens", new { subject = "x" })
        ).ShouldBeRefused("not-found", 404);

    private async Task<string> Token() => (await app.SignedIn("clerk.hoan-kiem.2025")).AccessToken;

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

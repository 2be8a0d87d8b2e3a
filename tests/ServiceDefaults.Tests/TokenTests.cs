using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Keys come from Identity over HTTP, as in a deployment; nothing of the validation is replaced here.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task A_token_signed_by_a_published_key_is_taken_and_one_by_another_key_is_not()
    {
        await using var identity = Identity(out var key);
        await identity.StartAsync(TestContext.Current.CancellationToken);
        using var service = Service(identity.Urls.Single());
        using var forged = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(HttpStatusCode.OK, await Ask(service, Token(key)));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await Ask(service, Token(new ECDsaSecurityKey(forged) { KeyId = "k1" }))
        );
    }

    [Fact]
    public async Task While_Identity_is_away_nobody_unknown_gets_in_and_nothing_breaks()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var service = Service("http://127.0.0.1:1");

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await Ask(service, Token(new ECDsaSecurityKey(key) { KeyId = "k1" }))
        );
    }

    private static WebApplication Identity(out SecurityKey signing)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        signing = new ECDsaSecurityKey(key) { KeyId = "k1" };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var identity = builder.Build();
        var keys =
            $$"""{"keys":[{"kty":"EC","use":"sig","kid":"k1","alg":"ES256","crv":"P-256","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(point.Y)}}"}]}""";
        identity.MapGet(TokenClaims.KeysPath, () => Results.Text(keys, "application/json"));
        return identity;
    }

    private static WebApplicationFactory<Program> Service(string identity) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:sampledb", "Host=localhost;Port=1;Database=none");
            builder.UseSetting("Logging:LogLevel:Default", "Critical");
            builder.UseSetting("services:identity:http:0", identity);
        });

    private static string Token(SecurityKey key) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = TokenClaims.Issuer,
                Audience = "sample",
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
                Claims = new Dictionary<string, object>
                {
                    [TokenClaims.Subject] = "clerk-1",
                    [TokenClaims.Kind] = "officer",
                },
                SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
            }
        );

    private static async Task<HttpStatusCode> Ask(
        WebApplicationFactory<Program> service,
        string token
    )
    {
        using var client = service.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await client.Get("/v1/only-officers")).StatusCode;
    }
}

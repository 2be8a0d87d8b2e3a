using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
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
public sealed class TokenTests : IAsyncLifetime
{
    private const string NotOurs = "401 token-not-ours";
    private readonly ECDsa _published = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private WebApplication _identity = null!;
    private WebApplicationFactory<Program> _service = null!;

    public async ValueTask InitializeAsync()
    {
        var point = _published.ExportParameters(false).Q;
        var keys =
            $$"""{"keys":[{"kty":"EC","use":"sig","kid":"k1","alg":"ES256","crv":"P-256","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(point.Y)}}"}]}""";
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _identity = builder.Build();
        _identity.MapGet(TokenClaims.KeysPath, () => Results.Text(keys, "application/json"));
        await _identity.StartAsync();
        _service = Service(_identity.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _identity.DisposeAsync();
        _published.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task A_token_signed_by_a_published_key_is_taken() =>
        Assert.Equal("200", await Ask(Token()));

    [Fact]
    public async Task No_token_at_all_is_said_to_be_none() =>
        Assert.Equal("401 unauthenticated", await Ask(null));

    [Fact]
    public async Task One_whose_time_is_over_is_said_to_have_expired()
    {
        Assert.Equal("401 token-expired", await Ask(Token(minutes: -1)));
        Assert.Equal("200", await Ask(Token(minutes: -0.25))); // clocks of machines differ
    }

    [Fact]
    public async Task One_whose_time_has_not_begun_is_said_to_be_early()
    {
        Assert.Equal("401 token-not-yet-valid", await Ask(Token(minutes: 6)));
        Assert.Equal("200", await Ask(Token(minutes: 5.25)));
    }

    [Fact]
    public async Task One_that_never_ends_is_not_taken()
    {
        var parts = Token().Split('.');
        var endless = Base64UrlEncoder.Encode(
            Base64UrlEncoder.Decode(parts[1]).Replace("\"exp\"", "\"never\"")
        );
        var text = $"{parts[0]}.{endless}";
        var signature = _published.SignData(
            System.Text.Encoding.ASCII.GetBytes(text),
            HashAlgorithmName.SHA256
        );
        Assert.Equal(
            "401 token-expired",
            await Ask($"{text}.{Base64UrlEncoder.Encode(signature)}")
        );
    }

    [Fact]
    public async Task One_for_another_service_is_said_to_be_so() =>
        Assert.Equal("401 token-for-another-service", await Ask(Token(audience: "postal")));

    [Fact]
    public async Task One_of_another_issuer_or_key_is_not_ours()
    {
        Assert.Equal(NotOurs, await Ask(Token(issuer: "https://accounts.example")));
        Assert.Equal(
            NotOurs,
            await Ask(Token(key: new ECDsaSecurityKey(_foreign) { KeyId = "k1" }))
        );
        Assert.Equal(
            NotOurs,
            await Ask(Token(key: new ECDsaSecurityKey(_foreign) { KeyId = "k2" }))
        );
    }

    [Fact]
    public async Task One_without_a_signature_or_with_one_that_the_public_key_could_make_is_not_ours()
    {
        Assert.Equal(NotOurs, await Ask(Token(algorithm: "none")));
        // The well-known confusion: the published half of a key taken for a shared secret.
        var shared = new SymmetricSecurityKey(_published.ExportSubjectPublicKeyInfo())
        {
            KeyId = "k1",
        };
        Assert.Equal(
            NotOurs,
            await Ask(Token(key: shared, algorithm: SecurityAlgorithms.HmacSha256))
        );
        using var rsa = RSA.Create(2048);
        Assert.Equal(
            NotOurs,
            await Ask(
                Token(
                    key: new RsaSecurityKey(rsa) { KeyId = "k1" },
                    algorithm: SecurityAlgorithms.RsaSha256
                )
            )
        );
    }

    [Fact]
    public async Task One_that_was_changed_cut_off_or_is_no_token_is_not_ours()
    {
        var parts = Token().Split('.');
        var body = Base64UrlEncoder.Decode(parts[1]);
        var other = Base64UrlEncoder.Encode(body.Replace("officer", "citizen"));
        Assert.Equal(NotOurs, await Ask($"{parts[0]}.{other}.{parts[2]}"));
        Assert.Equal(NotOurs, await Ask($"{parts[0]}.{parts[1]}."));
        Assert.Equal(NotOurs, await Ask("no-token"));
    }

    [Theory]
    [InlineData("JWT")] // who signed in, for a client
    [InlineData("logout+jwt")]
    public async Task Another_kind_of_token_of_the_same_issuer_opens_nothing(string type) =>
        Assert.Equal(NotOurs, await Ask(Token(type: type)));

    [Fact]
    public async Task An_officer_who_signed_in_at_level_1_is_asked_for_level_2_everywhere()
    {
        Assert.Equal("401 assurance-too-low", await Ask(Token(assurance: "1")));
        Assert.Equal("401 assurance-too-low", await Ask(Token(assurance: null)));
    }

    [Fact]
    public async Task While_Identity_is_away_nobody_unknown_gets_in_and_those_who_are_in_stay()
    {
        await using var never = Service("http://127.0.0.1:1");
        Assert.Equal(NotOurs, await Ask(Token(), never));

        Assert.Equal("200", await Ask(Token()));
        await _identity.StopAsync(TestContext.Current.CancellationToken);
        // Another token of another person: the keys are known.
        Assert.Equal("200", await Ask(Token(subject: "clerk-2")));
    }

    private static WebApplicationFactory<Program> Service(string identity) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:sampledb", "Host=localhost;Port=1;Database=none");
            builder.UseSetting("Logging:LogLevel:Default", "Critical");
            builder.UseSetting("services:identity:http:0", identity);
        });

    private string Token(
        SecurityKey? key = null,
        string algorithm = SecurityAlgorithms.EcdsaSha256,
        string issuer = TokenClaims.Issuer,
        string audience = "sample",
        string subject = "clerk-1",
        string type = TokenClaims.AccessTokenType,
        string? assurance = "2",
        double minutes = 5
    )
    {
        var until = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes);
        var claims = new Dictionary<string, object>
        {
            [TokenClaims.Subject] = subject,
            [TokenClaims.Kind] = "officer",
        };
        if (assurance is not null)
            claims[TokenClaims.Assurance] = assurance;
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = type,
                Issuer = issuer,
                Audience = audience,
                NotBefore = until.AddMinutes(-5),
                IssuedAt = until.AddMinutes(-5),
                Expires = until,
                Claims = claims,
                SigningCredentials =
                    algorithm == "none"
                        ? null
                        : new SigningCredentials(
                            key ?? new ECDsaSecurityKey(_published) { KeyId = "k1" },
                            algorithm
                        ),
            }
        );
    }

    private async Task<string> Ask(string? token, WebApplicationFactory<Program>? service = null)
    {
        using var client = (service ?? _service).CreateClient();
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                token
            );
        using var answer = await client.Get("/v1/only-officers");
        if (answer.StatusCode == HttpStatusCode.OK)
            return "200";
        Assert.StartsWith("Bearer", answer.Headers.WwwAuthenticate.ToString());
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var type = problem.GetProperty("type").GetString()!;
        return $"{(int)answer.StatusCode} {type.Split(':')[^1]}";
    }
}

using System.Net;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.SignIn;
using HoanKiem.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HoanKiem.Identity.Tests.Protocol;

/// <summary>Systems that act for themselves, and what the issuer says of itself.</summary>
public sealed class ClientTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task A_system_gets_a_token_in_its_own_name_for_its_own_services()
    {
        await app.Prepared();
        using var client = app.As(IdentityApp.System, IdentityApp.SecretOfSystem);
        var grant = await client.AsItself("routing");

        var token = new JsonWebToken(grant.AccessToken);
        Assert.Equal(IdentityApp.System, token.Subject);
        Assert.Equal("client", token.GetClaim(TokenClaims.Kind).Value);
        Assert.Equal("routing", Assert.Single(token.Audiences));
        Assert.Equal(TimeSpan.FromMinutes(5), grant.Lives);
        Assert.Null(grant.RefreshToken);
        Assert.False(token.TryGetClaim(TokenClaims.Assurance, out _));
    }

    [Theory]
    [InlineData("vnpost", "postal")]
    [InlineData("national-portal", "dossiers")]
    public async Task The_demonstrations_systems_have_secrets_of_this_installation(
        string system,
        string service
    )
    {
        await app.Prepared();
        using var client = app.As(system, app.Accounts.SecretOf(system));

        Assert.Equal(
            service,
            Assert.Single(new JsonWebToken((await client.AsItself(service)).AccessToken).Audiences)
        );
    }

    [Fact]
    public async Task Another_secret_another_service_and_no_secret_at_all_get_nothing()
    {
        await app.Prepared();
        using var guessed = app.As(
            IdentityApp.System,
            "another-secret-of-thirty-two-letters-or-so"
        );
        Assert.Equal(
            "401 invalid_client client-refused",
            await guessed.AsItself("routing").Refusal()
        );
        using var silent = app.As(IdentityApp.System);
        Assert.Equal(
            "400 invalid_request grant-refused",
            await silent.AsItself("routing").Refusal()
        );
        using var unknown = app.As("nobody", "a-secret");
        Assert.Equal(
            "401 invalid_client client-refused",
            await unknown.AsItself("routing").Refusal()
        );

        using var greedy = app.As(IdentityApp.System, IdentityApp.SecretOfSystem);
        Assert.Equal(
            "400 invalid_request grant-refused",
            await greedy.AsItself("dossiers").Refusal()
        );
        using var people = app.As(IdentityApp.FrontEnd);
        Assert.Contains("grant-refused", await people.AsItself("dossiers").Refusal());
    }

    [Fact]
    public async Task A_client_that_the_configuration_no_longer_names_gets_nothing_any_more()
    {
        // Its own preparation forgets this client, so it comes before the others.
        await app.Prepared();
        await using var before = app.WithWebHostBuilder(builder =>
            builder
                .UseSetting("Clients:former-office:Secret", IdentityApp.SecretOfSystem)
                .UseSetting("Clients:former-office:Scopes", "routing")
        );
        await Prepared(before.Services);
        using var client = app.As("former-office", IdentityApp.SecretOfSystem);
        await client.AsItself("routing");

        await using var after = app.WithWebHostBuilder(_ => { });
        await Prepared(after.Services);

        Assert.Equal(
            "401 invalid_client client-refused",
            await client.AsItself("routing").Refusal()
        );
    }

    [Fact]
    public async Task The_issuer_describes_itself_to_any_standard_client()
    {
        await app.Prepared();
        var said = await (await app.Anyone().Get("/.well-known/openid-configuration")).Body();

        string Text(string name) => said.GetProperty(name).GetString()!;
        string[] List(string name) =>
            [.. said.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
        Assert.Equal(TokenClaims.Issuer, Text("issuer"));
        Assert.Equal("http://localhost/.well-known/jwks", Text("jwks_uri"));
        Assert.Equal("http://localhost/connect/authorize", Text("authorization_endpoint"));
        Assert.Equal("http://localhost/connect/token", Text("token_endpoint"));
        Assert.Equal("http://localhost/connect/revoke", Text("revocation_endpoint"));
        Assert.Equal("http://localhost/connect/sign-out", Text("end_session_endpoint"));
        Assert.Equal(["S256"], List("code_challenge_methods_supported"));
        Assert.Equal(["ES256"], List("id_token_signing_alg_values_supported"));
        Assert.Equal(["code"], List("response_types_supported"));
        Assert.Equal(["1", "2"], List("acr_values_supported"));
        Assert.Equal(
            ["authorization_code", "client_credentials", "refresh_token"],
            List("grant_types_supported").Order(StringComparer.Ordinal)
        );
        Assert.True(said.GetProperty("backchannel_logout_supported").GetBoolean());
    }

    [Fact]
    public async Task The_address_that_browsers_see_is_the_issuers_whatever_a_request_says()
    {
        await using var behind = app.WithWebHostBuilder(builder =>
            builder.UseSetting("Tokens:Issuer", "https://mot-cua.example")
        );
        using var client = behind.CreateClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/.well-known/openid-configuration"
        );
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var said = await answer.Body();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("https://mot-cua.example/", said.GetProperty("issuer").GetString());
        Assert.Equal(
            "https://mot-cua.example/connect/authorize",
            said.GetProperty("authorization_endpoint").GetString()
        );
    }

    private static Task Prepared(IServiceProvider services) =>
        services
            .GetRequiredService<Preparation>()
            .ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
}

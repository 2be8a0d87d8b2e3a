using System.Collections.Concurrent;
using HoanKiem.ServiceDefaults.Tokens;
using HoanKiem.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Identity.Tests.SignIn;

/// <summary>Signing out ends the session for every client, here or on all devices.</summary>
public sealed class SignOutTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    private const string Ended = "400 invalid_grant grant-ended";

    [Fact]
    public async Task A_client_that_shows_the_sessions_token_ends_it_without_another_question()
    {
        using var client = app.As(Wallet.Player);
        using var visitor = app.Visitor();
        var grant = await app.SignedIn("citizen.031", visitor);
        var elsewhere = await app.SignedIn("citizen.031");

        var visit = await visitor.Open("/connect/sign-out?id_token_hint=" + grant.IdToken);

        Assert.Contains("Đã đăng xuất", visit.Text);
        Assert.Equal(Ended, await client.Refresh(grant.RefreshToken!).Refusal());
        Assert.Null((await app.SignInPage(visitor)).Page.SentTo);
        // On the other device the person is still signed in.
        await client.Refresh(elsewhere.RefreshToken!);
    }

    [Fact]
    public async Task On_all_devices_means_all_of_them()
    {
        using var client = app.As(Wallet.Player);
        using var visitor = app.Visitor();
        var grant = await app.SignedIn("citizen.032", visitor);
        var elsewhere = await app.SignedIn("citizen.032");
        var other = await app.SignedIn("citizen.033");

        await visitor.Open($"/connect/sign-out?everywhere=true&id_token_hint={grant.IdToken}");

        Assert.Equal(Ended, await client.Refresh(grant.RefreshToken!).Refusal());
        Assert.Equal(Ended, await client.Refresh(elsewhere.RefreshToken!).Refusal());
        await client.Refresh(other.RefreshToken!);
    }

    [Fact]
    public async Task Who_came_by_a_mere_link_is_asked_and_may_end_all_sessions()
    {
        using var client = app.As(Wallet.Player);
        using var visitor = app.Visitor();
        var grant = await app.SignedIn("citizen.034", visitor);
        var elsewhere = await app.SignedIn("citizen.034");

        var page = await visitor.Open("/connect/sign-out");
        Assert.Contains("Đăng xuất?", page.Text);
        grant = await client.Refresh(grant.RefreshToken!); // nothing has happened yet
        var forged = await visitor.Send(
            page,
            new("answer", "here"),
            new("__RequestVerificationToken", "forged")
        );
        Assert.Equal(400, forged.Status);

        var done = await visitor.Send(
            page,
            new KeyValuePair<string, string>("answer", "everywhere")
        );
        Assert.Contains("Đã đăng xuất", done.Text);
        Assert.Equal(Ended, await client.Refresh(grant.RefreshToken!).Refusal());
        Assert.Equal(Ended, await client.Refresh(elsewhere.RefreshToken!).Refusal());
    }

    [Theory]
    [InlineData("https://app.example/signed-out", true)]
    [InlineData("https://evil.example/signed-out", false)]
    public async Task The_way_back_is_one_that_the_client_has_registered(
        string address,
        bool registered
    )
    {
        await app.Prepared();
        using var visitor = app.Visitor();
        var visit = await visitor.Open(
            $"/connect/sign-out?client_id={IdentityApp.FrontEnd}&post_logout_redirect_uri={Uri.EscapeDataString(address)}"
        );

        Assert.Equal(registered, visit.SentTo?.AbsoluteUri == address);
        Assert.True(registered || visit.SentTo is null);
    }

    [Fact]
    public async Task Clients_that_took_part_are_told_at_once_and_others_are_not()
    {
        await using var listening = await Listening.Start();
        await using var told = app.WithWebHostBuilder(builder =>
            builder
                .UseSetting("Clients:listener:RedirectUris", "http://127.0.0.1/listener")
                .UseSetting("Clients:listener:Scopes", "dossiers")
                .UseSetting("Clients:listener:Own", "true")
                .UseSetting("Clients:listener:SignOutNotice", listening.Address)
        );
        await told
            .Services.GetRequiredService<Preparation>()
            .ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
        var wire = told.Server.CreateHandler();
        using var visitor = new Visitor(IdentityApp.Site, wire);
        using var client = new OAuthClient(IdentityApp.Site, "listener", null, wire);
        var home = new Uri("http://127.0.0.1/listener");
        var (verifier, challenge) = OAuthClient.Proof();
        var page = await visitor.Open(
            client.AuthorizeAddress(home, ["openid", "dossiers"], challenge)
        );
        var visit = await app.FillIn(visitor, page, "citizen.035");
        var grant = await client.Redeem(visit.Sent("code")!, home, verifier);

        await visitor.Open("/connect/sign-out?id_token_hint=" + grant.IdToken);

        var notice = Assert.Single(listening.Notices);
        var keys = new JsonWebKeySet(
            await told.CreateClient()
                .GetStringAsync(TokenClaims.KeysPath, TestContext.Current.CancellationToken)
        );
        var valid = await new JsonWebTokenHandler().ValidateTokenAsync(
            notice,
            new TokenValidationParameters
            {
                ValidIssuer = TokenClaims.Issuer,
                ValidAudience = "listener",
                ValidTypes = ["logout+jwt"],
                IssuerSigningKeys = keys.GetSigningKeys(),
                ValidateLifetime = false,
            }
        );
        Assert.True(valid.IsValid, valid.Exception?.Message);
        var token = new JsonWebToken(notice);
        Assert.Equal(
            new JsonWebToken(grant.AccessToken).GetClaim(TokenClaims.Session).Value,
            token.GetClaim(TokenClaims.Session).Value
        );
        Assert.Contains("backchannel-logout", token.GetClaim("events").Value);
        Assert.False(token.TryGetClaim("nonce", out _));
    }

    /// <summary>A client's address for notices.</summary>
    private sealed class Listening : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Listening(WebApplication app) => _app = app;

        public ConcurrentQueue<string> Notices { get; } = [];

        public string Address => _app.Urls.Single() + "/notice";

        public static async Task<Listening> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var listening = new Listening(builder.Build());
            listening._app.MapPost(
                "/notice",
                async (HttpRequest request) =>
                    listening.Notices.Enqueue(
                        (await request.ReadFormAsync())["logout_token"].ToString()
                    )
            );
            await listening._app.StartAsync(TestContext.Current.CancellationToken);
            return listening;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}

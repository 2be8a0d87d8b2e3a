using System.Security.Claims;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Secrets;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace HoanKiem.Portal.SignIn;

/// <summary>
/// The Portal as a client of Identity: authorization code with PKCE. Who signed in and their tokens are in one sealed cookie, so that any
/// instance can answer and none forgets them when it is started anew; no script on the page can read it, and there is none.
/// </summary>
internal static class Setup
{
    private const string SecretSetting = "Portal:ClientSecret";
    private const string KeyFolderSetting = "Portal:KeyFolder";

    public static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var issuer = new SiteIssuer(builder.Configuration);
        var overTls = issuer.Site.Scheme == Uri.UriSchemeHttps;
        MasterKey.Add(builder, "Portal:MasterKey");
        var ring = builder.AddSealedKeyRing("portal");
        if (builder.Configuration[KeyFolderSetting] is { Length: > 0 } folder)
            ring.PersistKeysToFileSystem(new DirectoryInfo(folder));
        services.AddSingleton(issuer);
        services.AddSingleton<Renewal>();
        services.AddSingleton<EndedSessions>();
        services.AddHttpClient(nameof(Renewal), http => http.Timeout = TimeSpan.FromSeconds(10));
        services.AddSingleton(new StartupCheck(_ => Check(builder)));
        services.AddAntiforgery(antiforgery =>
            antiforgery.Cookie.Protect("hoankiem-form", overTls, SameSiteMode.Strict)
        );
        services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie => Configure(cookie, overTls))
            .AddOpenIdConnect(options =>
                Configure(options, issuer, SecretOf(builder.Configuration), overTls)
            );
        services.AddAuthorization(Person.Policies);
    }

    /// <summary>The secret that Identity knows the Portal by.</summary>
    public static string SecretOf(IConfiguration configuration) =>
        configuration[SecretSetting] ?? PortalClient.DevelopmentSecret;

    private static void Configure(CookieAuthenticationOptions cookie, bool overTls)
    {
        cookie.Cookie.Protect("hoankiem", overTls, SameSiteMode.Lax);
        cookie.LoginPath = "/dang-nhap";
        cookie.AccessDeniedPath = "/tai-khoan";
        cookie.ReturnUrlParameter = "ve";
        // Identity ends a session sooner: the cookie alone is good for nothing when no token is renewed any more.
        cookie.ExpireTimeSpan = TimeSpan.FromHours(10);
        cookie.SlidingExpiration = false;
        cookie.Events.OnValidatePrincipal = Renewal.Validate;
    }

    private static void Configure(
        OpenIdConnectOptions options,
        SiteIssuer issuer,
        string secret,
        bool overTls
    )
    {
        options.ConfigurationManager = issuer;
        options.ClientId = PortalClient.Id;
        options.ClientSecret = secret;
        options.CallbackPath = PortalClient.SignedInPath;
        options.SignedOutCallbackPath = PortalClient.SignedOutPath;
        options.RemoteSignOutPath = "/dang-xuat/khung"; // frames are refused here: sessions end by notice
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = true;
        options.MapInboundClaims = false;
        options.DisableTelemetry = true;
        options.RequireHttpsMetadata = false; // keys are fetched inside
        options.TokenValidationParameters.ValidIssuer = issuer.Issuer;
        options.TokenValidationParameters.NameClaimType = TokenClaims.Subject;
        options.ClaimActions.Clear();
        options.Scope.Clear();
        foreach (
            var scope in new[] { "openid", "profile", "offline_access" }.Concat(PortalClient.Scopes)
        )
            options.Scope.Add(scope);
        options.NonceCookie.Protect(
            "hoankiem-nonce.",
            overTls,
            SameSiteMode.Lax,
            PortalClient.SignedInPath
        );
        options.CorrelationCookie.Protect(
            "hoankiem-state.",
            overTls,
            SameSiteMode.Lax,
            PortalClient.SignedInPath
        );

        // What a request says of host and scheme is not believed: people come back to the site, wherever they set out from.
        options.Events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.RedirectUri = new Uri(
                issuer.Site,
                PortalClient.SignedInPath
            ).AbsoluteUri;
            context.ProtocolMessage.AcrValues = context.Properties.GetParameter<string>(
                TokenClaims.Assurance
            );
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToIdentityProviderForSignOut = context =>
        {
            context.ProtocolMessage.PostLogoutRedirectUri = new Uri(
                issuer.Site,
                PortalClient.SignedOutPath
            ).AbsoluteUri;
            if (context.Properties.GetParameter<bool>(SignOutEverywhere))
                context.ProtocolMessage.SetParameter(SignOutEverywhere, "true");
            return Task.CompletedTask;
        };
        options.Events.OnTokenValidated = context =>
        {
            context.Principal = new ClaimsPrincipal(
                new ClaimsIdentity(
                    context.Principal!.Claims.Where(claim => Person.Kept.Contains(claim.Type)),
                    CookieAuthenticationDefaults.AuthenticationScheme
                )
            );
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect("/tai-khoan?loi=dang-nhap");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    /// <summary>With this, Identity ends all sessions of the person.</summary>
    public const string SignOutEverywhere = "everywhere";

    private static void Check(WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
            return;
        if (SecretOf(builder.Configuration) == PortalClient.DevelopmentSecret)
            throw new InvalidOperationException(
                $"{SecretSetting} must be set outside Development: the secret of the client {PortalClient.Id} at Identity."
            );
        if (builder.Configuration[KeyFolderSetting] is not { Length: > 0 } folder)
            throw new InvalidOperationException(
                $"{KeyFolderSetting} must be set outside Development: a folder that all instances of the Portal share."
            );
        if (
            !OperatingSystem.IsWindows()
            && Directory.Exists(folder)
            && (
                File.GetUnixFileMode(folder)
                & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute)
            ) != 0
        )
            throw new InvalidOperationException(
                $"{KeyFolderSetting} names {folder}, which is open to others: give it the mode 0700."
            );
    }
}

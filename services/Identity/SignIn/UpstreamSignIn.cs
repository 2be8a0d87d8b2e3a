using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Persistence;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Npgsql;

namespace HoanKiem.Identity.SignIn;

/// <summary>The way to an upstream provider and back. What it says of a person is their subject there and the level; that alone is used.</summary>
internal sealed partial class UpstreamSignIn(IdentityDb db, Sessions sessions, TimeProvider clock)
{
    private const string Level = "level";
    private const string Again = "again";

    /// <summary>Registers the providers of the configuration.</summary>
    public static void Add(WebApplicationBuilder builder, bool overTls)
    {
        var upstreams = Upstream.All(builder.Configuration);
        builder.Services.AddSingleton(upstreams);
        builder.Services.AddScoped<UpstreamSignIn>();
        foreach (var upstream in upstreams)
            builder
                .Services.AddAuthentication()
                .AddOpenIdConnect(
                    upstream.Scheme,
                    options =>
                    {
                        Configure(options, upstream, overTls);
                        options.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
                    }
                );
    }

    /// <summary>What the browser is sent away with.</summary>
    /// <param name="asked">The client's request.</param>
    /// <param name="again">The person is signed in, not surely enough: there they shall sign in anew, or the same answer comes back.</param>
    public static AuthenticationProperties Leave(AuthorizeRequest asked, bool again) =>
        new()
        {
            RedirectUri = asked.Address,
            Parameters = { [Level] = asked.Level, [Again] = again },
        };

    private static void Configure(OpenIdConnectOptions options, Upstream upstream, bool overTls)
    {
        options.SignInScheme = Sessions.Scheme;
        options.Authority = upstream.Authority.AbsoluteUri;
        options.ClientId = upstream.ClientId;
        options.ClientSecret = upstream.ClientSecret;
        options.CallbackPath = upstream.CallbackPath;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.ClaimActions.Clear(); // the level and the issuer are what we want to know
        options.Scope.Clear();
        foreach (var scope in upstream.Scopes)
            options.Scope.Add(scope);
        options.NonceCookie.Protect(
            "hoankiem-sign-in-nonce.",
            overTls,
            SameSiteMode.Lax,
            "/connect"
        );
        options.CorrelationCookie.Protect(
            "hoankiem-sign-in-state.",
            overTls,
            SameSiteMode.Lax,
            "/connect"
        );

        options.Events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.AcrValues = upstream.Ask(
                context.Properties.GetParameter<int>(Level)
            );
            if (context.Properties.GetParameter<bool>(Again))
                context.ProtocolMessage.Prompt = OpenIdConnectPrompt.Login;
            return Task.CompletedTask;
        };
        options.Events.OnTicketReceived = async context =>
        {
            var signIn = context.HttpContext.RequestServices.GetRequiredService<UpstreamSignIn>();
            context.Response.Redirect(await signIn.ComeBack(context, upstream));
            context.HandleResponse();
        };
        options.Events.OnRemoteFailure = context =>
        {
            LogFailed(
                context.HttpContext.RequestServices.GetRequiredService<ILogger<UpstreamSignIn>>(),
                upstream.Id,
                context.Failure?.GetType().Name ?? "-"
            );
            context.Response.Redirect(
                SignInFault.Address(SignInFault.Upstream, context.Properties?.RedirectUri)
            );
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    private async Task<string> ComeBack(TicketReceivedContext context, Upstream upstream)
    {
        var (http, said) = (context.HttpContext, context.Principal!);
        var back = context.ReturnUri;
        var level = upstream.LevelOf(said.FindFirst(upstream.LevelClaim)?.Value);
        if (level == 0)
            return SignInFault.Address(SignInFault.LevelUnknown, back);
        var subject = said.FindFirst(TokenClaims.Subject)!;
        var account = await FindOrCreate(subject.Issuer, subject.Value, http.RequestAborted);
        if (account.DisabledAt is not null)
            return SignInFault.Address(SignInFault.Disabled, back);
        if (account.Kind == AccountKind.Officer && level < Assurance.High)
            return SignInFault.Address(SignInFault.OfficerLevel, back);
        await sessions.Begin(http, account, level);
        return back ?? "/";
    }

    // The first visit makes an account of a citizen. An officer's is linked beforehand, by whoever runs the service.
    private async Task<Account> FindOrCreate(string issuer, string subject, CancellationToken ct)
    {
        if (await Find(issuer, subject, ct) is { } known)
            return known;
        var account = Account.FromUpstream(clock.GetUtcNow());
        db.Add(account);
        db.Add(UpstreamIdentity.Link(issuer, subject, account, clock.GetUtcNow()));
        try
        {
            await db.SaveChangesAsync(ct);
            return account;
        }
        catch (DbUpdateException fault)
            when (fault.InnerException
                    is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
            )
        {
            // In another window of the same person, a moment ago.
            db.ChangeTracker.Clear();
            if (await Find(issuer, subject, ct) is { } first)
                return first;
            throw;
        }
    }

    private Task<Account?> Find(string issuer, string subject, CancellationToken ct) =>
        db
            .UpstreamIdentities.Where(identity =>
                identity.Issuer == issuer && identity.UpstreamSubject == subject
            )
            .Join(
                db.Accounts,
                identity => identity.Subject,
                account => account.Subject,
                (_, account) => account
            )
            .SingleOrDefaultAsync(ct);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in at {Upstream} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string upstream, string reason);
}

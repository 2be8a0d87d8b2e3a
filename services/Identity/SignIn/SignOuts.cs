using HoanKiem.Identity.Protocol;
using HoanKiem.Identity.Tokens;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;

namespace HoanKiem.Identity.SignIn;

/// <summary>
/// Ends sign-in sessions everywhere: no refresh token of theirs is taken any more, so that every client is out when its access token ends, after
/// five minutes at the latest; those that want to be told at once are told (OpenID Connect Back-Channel Logout 1.0).
/// </summary>
internal sealed partial class SignOuts(
    Sessions sessions,
    IOpenIddictTokenManager tokens,
    Clients clients,
    TokenKeys keys,
    IHttpClientFactory http,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<SignOuts> log
)
{
    /// <summary>Name of the client that carries the notices: it waits seconds, not minutes.</summary>
    public const string Notices = "sign-out notices";

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <param name="subject">Who.</param>
    /// <param name="session">The session that is ended.</param>
    /// <param name="everywhere">All others of the same person too, with every refresh token there is.</param>
    /// <param name="ct">When nobody waits any more.</param>
    public async Task End(string subject, string session, bool everywhere, CancellationToken ct)
    {
        var ids = everywhere ? await sessions.Of(subject, ct) : [session];
        var ended = await sessions.End([.. ids.Union([session])], ct);
        if (everywhere)
            await tokens.RevokeBySubjectAsync(subject, ct);
        await TellOf(ended, ct);
    }

    /// <summary>Ends all sessions of a person but this one.</summary>
    public async Task EndOthers(string subject, string session, CancellationToken ct) =>
        await TellOf(
            await sessions.End([.. (await sessions.Of(subject, ct)).Except([session])], ct),
            ct
        );

    private Task TellOf(IReadOnlyList<SignInSession> ended, CancellationToken ct) =>
        Task.WhenAll(
            from one in ended
            from client in one.Clients
            let address = clients.Find(client)?.SignOutNotice
            where address is not null
            select Tell(client, address, one, ct)
        );

    private async Task Tell(string client, Uri address, SignInSession session, CancellationToken ct)
    {
        try
        {
            using var carrier = http.CreateClient(Notices);
            using var form = new FormUrlEncodedContent([
                KeyValuePair.Create("logout_token", await Notice(client, session, ct)),
            ]);
            using var answer = await carrier.PostAsync(address, form, ct);
            if (!answer.IsSuccessStatusCode)
                LogUntold(
                    log,
                    client,
                    ((int)answer.StatusCode).ToString(
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                );
        }
        catch (Exception fault)
            when (fault is HttpRequestException or TaskCanceledException
                && !ct.IsCancellationRequested
            )
        {
            // It finds out when it asks for its next token.
            LogUntold(log, client, fault.GetType().Name);
        }
    }

    private async Task<string> Notice(string client, SignInSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = "logout+jwt",
                Issuer = TokenClaims.IssuerOf(configuration),
                Audience = client,
                IssuedAt = now,
                Expires = now.AddMinutes(2),
                Claims = new Dictionary<string, object>
                {
                    [TokenClaims.Subject] = session.Subject,
                    [TokenClaims.Session] = session.Id,
                    [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
                    ["events"] = new Dictionary<string, object>
                    {
                        [Event] = new Dictionary<string, object>(),
                    },
                },
                SigningCredentials = await keys.Current(ct),
            }
        );
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Client} was not told that a session has ended: {Reason}"
    )]
    private static partial void LogUntold(ILogger log, string client, string reason);
}

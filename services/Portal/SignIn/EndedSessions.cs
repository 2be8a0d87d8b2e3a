using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace HoanKiem.Portal.SignIn;

/// <summary>
/// Sessions that have just ended, as Identity says (OpenID Connect Back-Channel Logout 1.0). They are remembered for as long as a token of
/// theirs may still be alive; after that nothing is renewed for them. Another instance of the Portal learns it from Identity within five minutes.
/// </summary>
internal sealed class EndedSessions(SiteIssuer issuer, TimeProvider clock) : IDisposable
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);
    private readonly MemoryCache _ended = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    public static void Map(WebApplication app) =>
        app.MapPost(PortalClient.SignOutNoticePath, Take)
            .AllowAnonymous()
            .DisableAntiforgery()
            .ExcludeFromDescription();

    public bool Has(string session) => _ended.TryGetValue(session, out _);

    public void Dispose() => _ended.Dispose();

    private static async Task<IResult> Take(HttpRequest request, EndedSessions ended)
    {
        var token = request.HasFormContentType
            ? (await request.ReadFormAsync())["logout_token"].ToString()
            : "";
        return await ended.SessionOf(token, request.HttpContext.RequestAborted) is { } session
            ? ended.Remember(session)
            : Results.BadRequest();
    }

    private IResult Remember(string session)
    {
        _ended.Set(
            session,
            true,
            new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered }
        );
        return Results.Ok();
    }

    private async Task<string?> SessionOf(string token, CancellationToken ct)
    {
        var keys = await issuer.GetConfigurationAsync(ct);
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = issuer.Issuer,
                ValidAudience = PortalClient.Id,
                ValidTypes = ["logout+jwt"],
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                IssuerSigningKeys = keys.SigningKeys,
                LifetimeValidator = (_, to, _, _) =>
                    to > clock.GetUtcNow().UtcDateTime - TimeSpan.FromSeconds(30),
            }
        );
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            issuer.RequestRefresh();
        return
            result.IsValid
            && result.SecurityToken is JsonWebToken notice
            && notice.TryGetClaim("events", out var events)
            && events.Value.Contains(Event, StringComparison.Ordinal)
            && !notice.TryGetClaim("nonce", out _)
            && notice.TryGetClaim(TokenClaims.Session, out var session)
            ? session.Value
            : null;
    }
}

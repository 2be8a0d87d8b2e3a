using HoanKiem.Identity.SignIn;
using HoanKiem.ServiceDefaults.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers.Exchange;

namespace HoanKiem.Identity.Protocol;

/// <summary>
/// POST /connect/token, after OpenIddict has validated what was brought. The person's session must be alive and says anew who and how surely;
/// a refresh token is used up before its successor is made, so that of two who bring the same one at once only the first gets anything.
/// </summary>
internal sealed class ExchangeToken(
    Sessions sessions,
    IOpenIddictTokenManager tokens,
    IOpenIddictAuthorizationManager authorizations
) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<HandleTokenRequestContext>()
            .UseScopedHandler<ExchangeToken>()
            .SetOrder(AttachPrincipal.Descriptor.Order + 500)
            .Build();

    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var (request, ct) = (context.Request, context.CancellationToken);
        if (request.IsClientCredentialsGrantType())
        {
            context.SignIn(TokenPrincipal.Of(request.ClientId!, request.GetScopes()));
            return;
        }

        var brought = request.IsRefreshTokenGrantType()
            ? context.RefreshTokenPrincipal
            : context.AuthorizationCodePrincipal;
        if (
            brought?.GetClaim(TokenClaims.Session) is not { } session
            || await sessions.Find(session, ct) is not { } alive
        )
        {
            context.Reject(
                Errors.InvalidGrant,
                "The sign-in session has ended.",
                GrantProblems.Ended.Urn
            );
            return;
        }

        if (
            request.IsRefreshTokenGrantType()
            && await tokens.FindByIdAsync(brought.GetTokenId()!, ct) is { } token
            && !await tokens.TryRedeemAsync(token, ct)
        )
        {
            // Its successor may not be written yet, so what ends is all that comes of the same authorization.
            if (await authorizations.FindByIdAsync(brought.GetAuthorizationId()!, ct) is { } chain)
                await authorizations.TryRevokeAsync(chain, ct);
            context.Reject(
                Errors.InvalidGrant,
                "The refresh token has been used.",
                GrantProblems.Replayed.Urn
            );
            return;
        }

        await sessions.See(alive.Session, request.ClientId!, ct);
        var principal = TokenPrincipal.Of(
            alive.Account,
            alive.Session,
            brought.GetScopes(),
            await sessions.EndingsOf(alive.Account.Subject, ct)
        );
        principal.SetAuthorizationId(brought.GetAuthorizationId());
        principal.SetPresenters(brought.GetPresenters());
        context.SignIn(principal);
    }
}

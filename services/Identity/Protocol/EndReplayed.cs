using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlerFilters;
using static OpenIddict.Server.OpenIddictServerHandlers.Protection;

namespace HoanKiem.Identity.Protocol;

/// <summary>
/// A code or refresh token that is brought again ends all that comes of the same authorization (RFC 6749, 10.5; RFC 9700, 4.14.2). OpenIddict
/// revokes the tokens that are written by then; the successor of the first may be written a moment later, and would live on.
/// </summary>
internal sealed class EndReplayed(
    IOpenIddictTokenManager tokens,
    IOpenIddictAuthorizationManager authorizations
) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<ValidateTokenContext>()
            .AddFilter<RequireTokenIdResolved>()
            .AddFilter<RequireAuthorizationIdResolved>()
            .UseScopedHandler<EndReplayed>()
            .SetOrder(ValidateTokenEntry.Descriptor.Order - 500)
            .Build();

    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        var ct = context.CancellationToken;
        if (
            await tokens.FindByIdAsync(context.TokenId!, ct) is { } token
            && await tokens.HasStatusAsync(token, Statuses.Redeemed, ct)
            && await authorizations.FindByIdAsync(context.AuthorizationId!, ct) is { } chain
        )
            await authorizations.TryRevokeAsync(chain, ct);
    }
}

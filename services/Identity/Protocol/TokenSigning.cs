using System.Security.Cryptography;
using HoanKiem.Identity.Tokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers.Protection;

namespace HoanKiem.Identity.Protocol;

/// <summary>OpenIddict takes its keys once, from its options; ours come and go in the database. So each token is signed and validated with the keys of the moment.</summary>
internal static class TokenSigning
{
    public static OpenIddictServerHandlerDescriptor Signs { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<GenerateTokenContext>()
            .UseSingletonHandler<SignWithCurrentKey>()
            .SetOrder(AttachSecurityCredentials.Descriptor.Order + 500)
            .Build();

    public static OpenIddictServerHandlerDescriptor Validates { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<ValidateTokenContext>()
            .UseSingletonHandler<ValidateWithPublishedKeys>()
            .SetOrder(ResolveTokenValidationParameters.Descriptor.Order + 500)
            .Build();

    /// <summary>OpenIddict does not start without an asymmetric key. This one is of this process alone and no service knows it: it can sign nothing that anybody takes.</summary>
    public static void AddPlaceholder(IServiceCollection services) =>
        services
            .AddOptions<OpenIddictServerOptions>()
            .Configure(options =>
                options.SigningCredentials.Add(
                    new SigningCredentials(
                        new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)),
                        SecurityAlgorithms.EcdsaSha256
                    )
                )
            );

    private static bool IsRead(string type) =>
        type is TokenTypeIdentifiers.AccessToken or TokenTypeIdentifiers.IdentityToken;

    private sealed class SignWithCurrentKey(TokenKeys keys)
        : IOpenIddictServerHandler<GenerateTokenContext>
    {
        public async ValueTask HandleAsync(GenerateTokenContext context)
        {
            if (!IsRead(context.TokenType))
                return;
            context.SigningCredentials = await keys.Current(context.CancellationToken);
            // Services validate it without asking us: a row of it would be read by nobody.
            context.CreateTokenEntry = false;
        }
    }

    private sealed class ValidateWithPublishedKeys(TokenKeys keys)
        : IOpenIddictServerHandler<ValidateTokenContext>
    {
        public async ValueTask HandleAsync(ValidateTokenContext context)
        {
            // Where a token of any kind may be brought, as to be revoked, its own key is one of many.
            if (context.ValidTokenTypes.Count == 0 || context.ValidTokenTypes.Any(IsRead))
                context.TokenValidationParameters.IssuerSigningKeys =
                [
                    .. context.TokenValidationParameters.IssuerSigningKeys,
                    .. await keys.Public(context.CancellationToken),
                ];
        }
    }
}

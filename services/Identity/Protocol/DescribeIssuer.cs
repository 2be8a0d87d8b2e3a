using HoanKiem.ServiceDefaults.Tokens;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace HoanKiem.Identity.Protocol;

/// <summary>GET /.well-known/openid-configuration: what OpenIddict does not know of us.</summary>
internal sealed class DescribeIssuer : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor
            .CreateBuilder<HandleConfigurationRequestContext>()
            .UseSingletonHandler<DescribeIssuer>()
            .SetOrder(int.MaxValue - 100_000)
            .Build();

    public ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        context.JsonWebKeySetEndpoint = new Uri(context.BaseUri!, TokenClaims.KeysPath);
        context.Metadata["acr_values_supported"] = new(
            System.Collections.Immutable.ImmutableArray.Create<string?>("1", "2")
        );
        context.Metadata["backchannel_logout_supported"] = true;
        context.Metadata["backchannel_logout_session_supported"] = true;
        context.Metadata["authorization_response_iss_parameter_supported"] = true;
        return default;
    }
}

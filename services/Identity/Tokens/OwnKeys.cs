using HoanKiem.ServiceDefaults.Secrets;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace HoanKiem.Identity.Tokens;

/// <summary>Identity validates tokens by the keys it has, not by asking for them at an address of which it cannot be sure that it is its own.</summary>
internal sealed class OwnKeys(TokenKeys keys, string issuer)
    : IConfigurationManager<OpenIdConnectConfiguration>
{
    public static void Add(WebApplicationBuilder builder)
    {
        MasterKey.Add(builder, "Identity:MasterKey");
        builder.Services.AddSingleton<TokenKeys>();
        builder
            .Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<TokenKeys>(
                (options, keys) =>
                    options.ConfigurationManager = new OwnKeys(
                        keys,
                        TokenClaims.IssuerOf(builder.Configuration)
                    )
            );
    }

    /// <inheritdoc />
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var configuration = new OpenIdConnectConfiguration { Issuer = issuer };
        foreach (var key in await keys.Public(cancel))
            configuration.SigningKeys.Add(key);
        return configuration;
    }

    /// <inheritdoc />
    public void RequestRefresh() { } // what is asked for is what there is
}

using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace HoanKiem.Identity.Tokens;

/// <summary>Identity validates tokens by the keys it has, not by asking for them at an address of which it cannot be sure that it is its own.</summary>
internal sealed class OwnKeys(SigningKeys keys) : IConfigurationManager<OpenIdConnectConfiguration>
{
    /// <inheritdoc />
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        var configuration = new OpenIdConnectConfiguration { Issuer = TokenClaims.Issuer };
        foreach (var key in await keys.Public(cancel))
            configuration.SigningKeys.Add(key);
        return configuration;
    }

    /// <inheritdoc />
    public void RequestRefresh() { } // what is asked for is what there is
}
